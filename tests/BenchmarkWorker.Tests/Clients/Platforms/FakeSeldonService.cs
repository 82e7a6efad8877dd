using Grpc.Core;
using ModelServing.Inference.Protos.Seldon;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>The fake model behind a Seldon executor, which knows no metadata.</summary>
internal sealed class FakeSeldonService(FakePlatformBehaviour behaviour) : Inference.Protos.Seldon.Seldon.SeldonBase
{
    public override async Task<SeldonMessage> Predict(SeldonMessage request, ServerCallContext context)
    {
        await behaviour.BeforeAnswerAsync(context);
        var pixels = request.Data.Tensor;
        var probabilities = FakeModel.Probabilities([.. pixels.Values.Select(value => (float)value)], behaviour.BiasOf("seldon-grpc"));
        return new() { Data = new() { Names = { "t:0", "t:1" }, Tensor = new() { Shape = { pixels.Shape[0], 2 }, Values = { probabilities.Select(value => (double)value) } } } };
    }
}
