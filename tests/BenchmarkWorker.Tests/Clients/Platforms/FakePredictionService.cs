using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>The fake model as TensorFlow Serving's PredictionService.</summary>
internal sealed class FakePredictionService(FakePlatformBehaviour behaviour) : PredictionService.PredictionServiceBase
{
    public override async Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context)
    {
        await behaviour.BeforeAnswerAsync(context);
        if (!TensorProtoCodec.TryDecode(request.Inputs["pixels"], out var pixels))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "not a tensor"));
        }

        var probabilities = FakeModel.Probabilities(pixels.AsSpan<float>(), behaviour.BiasOf("tensorflow-grpc"));
        var rows = probabilities.Length / 2;
        return new()
        {
            Outputs =
            {
                ["classes"] = TensorProtoCodec.Encode(Tensor.Create([rows], FakeModel.Classes(probabilities))),
                ["probabilities"] = TensorProtoCodec.Encode(Tensor.Create([rows, 2], probabilities)),
            },
        };
    }

    public override Task<GetModelMetadataResponse> GetModelMetadata(GetModelMetadataRequest request, ServerCallContext context)
    {
        var definition = new SignatureDef
        {
            Inputs = { ["pixels"] = Info(DataType.DtFloat, -1, 64) },
            Outputs = { ["classes"] = Info(DataType.DtInt64, -1), ["probabilities"] = Info(DataType.DtFloat, -1, 2) },
        };
        return request.ModelSpec.Name == "production_model"
            ? Task.FromResult(new GetModelMetadataResponse
            {
                ModelSpec = new() { Name = "production_model", Version = 2 },
                Metadata = { ["signature_def"] = Any.Pack(new SignatureDefMap { SignatureDef = { ["serving_default"] = definition } }) },
            })
            : throw new RpcException(new Status(StatusCode.NotFound, "no such model"));
    }

    private static TensorInfo Info(DataType type, params long[] shape) =>
        new() { Dtype = type, TensorShape = new() { Dim = { shape.Select(size => new TensorShapeProto.Types.Dim { Size = size }) } } };
}
