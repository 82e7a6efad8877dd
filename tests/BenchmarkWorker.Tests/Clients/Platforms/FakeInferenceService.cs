using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using ModelServing.Inference.Protos.OpenInference;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>The fake model as the open inference protocol's service: the class in the list of its type.</summary>
internal sealed class FakeInferenceService(FakePlatformBehaviour behaviour) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        await behaviour.BeforeAnswerAsync(context);
        var pixels = MemoryMarshal.Cast<byte, float>(request.RawInputContents.Single().Span).ToArray();
        if (request.Inputs.Single() is not { Name: "pixels", Datatype: "FP32" } input || !input.Shape.SequenceEqual([pixels.Length / 64, 64]))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"not a request: {request}"));
        }

        var probabilities = FakeModel.Probabilities(pixels, behaviour.BiasOf("v2-grpc"));
        var rows = probabilities.Length / 2;
        return new()
        {
            ModelName = request.ModelName,
            Outputs =
            {
                new ModelInferResponse.Types.InferOutputTensor { Name = "classes", Datatype = "INT64", Shape = { rows } },
                new ModelInferResponse.Types.InferOutputTensor { Name = "probabilities", Datatype = "FP32", Shape = { rows, 2 } },
            },
            RawOutputContents = { Raw(FakeModel.Classes(probabilities)), Raw(probabilities) },
        };
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) => Task.FromResult(new ModelMetadataResponse
    {
        Name = request.Name,
        Versions = { "2" },
        Inputs = { new ModelMetadataResponse.Types.TensorMetadata { Name = "pixels", Datatype = "FP32", Shape = { -1, 64 } } },
        Outputs =
        {
            new ModelMetadataResponse.Types.TensorMetadata { Name = "classes", Datatype = "INT64", Shape = { -1 } },
            new ModelMetadataResponse.Types.TensorMetadata { Name = "probabilities", Datatype = "FP32", Shape = { -1, 2 } },
        },
    });

    private static ByteString Raw<T>(T[] values)
        where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
}
