using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Weights;

/// <summary>A model whose runs may use several processors, run by more threads than there are.</summary>
public sealed class BusyRunTests : IDisposable
{
    private const int Width = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("busy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_OnManyThreads_GivesWhatOneGives()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, Width);
        var weights = Enumerable.Range(0, Width * Width).Select(i => (i % 17) - 8f).ToArray();
        var product = builder.Add("MatMul", "product", [x, builder.Variable("w", Tensor.Create<float>([Width, Width], weights))], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(product, DataType.DtFloat))]);
        builder.WriteTo(_folder);
        Assert.True(Models.Loader.TryLoad(_folder, new LoadOptions(), out var model, out var error), error?.Message);
        using (model)
        {
            var input = Enumerable.Range(0, Width).Select(i => i % 5f).ToArray();
            var expected = Enumerable.Range(0, Width).Select(column => Enumerable.Range(0, Width).Sum(row => input[row] * weights[(row * Width) + column])).ToArray();

            Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            {
                var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create<float>([1, Width], input) }, null)["y"];
                Assert.Equal(expected, y.Floats());
            });
        }
    }

    [Fact]
    public void Enter_WhileOthersRun_SaysThatProcessorsAreBusy()
    {
        var entered = Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => RunCount.Enter()).ToArray();
        Array.ForEach(entered, _ => RunCount.Leave());

        Assert.False(entered[^1]);
    }

    [Fact]
    public void Enter_SoonAfterOthersHaveMet_SaysThatProcessorsAreBusy()
    {
        var now = Environment.TickCount64;
        var entered = Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => RunCount.Enter(now)).ToArray();
        Array.ForEach(entered, _ => RunCount.Leave());

        Assert.False(RunCount.Enter(now + 50));
        RunCount.Leave();
    }
}
