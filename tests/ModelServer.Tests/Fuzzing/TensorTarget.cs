using System.Buffers;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Grpc;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Examples;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>What arrives over gRPC: tensors and serialized examples.</summary>
internal static class TensorTarget
{
    private static readonly DenseFeature[] Features =
    [
        new("x", "x", Inference.Tensors.DataType.Float, [1], Tensor.Create([0], Array.Empty<float>())),
        new("s", "s", Inference.Tensors.DataType.String, [], Tensor.FromStrings([1], "none")),
    ];

    public static FuzzTarget Create() => new([.. Seeds()], [[0x08, 0x01], [0x12, 0x02, 0x08, 0x02], [0x22, 0x04], [0x2a, 0x04]], Read);

    private static IEnumerable<byte[]> Seeds()
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "m" } };
        request.Inputs["x"] = new TensorProto { Dtype = DataType.DtFloat, TensorShape = TensorProtos.Shape(2, 3), FloatVal = { 1, 2 } };
        request.Inputs["y"] = new TensorProto { Dtype = DataType.DtInt64, TensorShape = TensorProtos.Shape(2), TensorContent = ByteString.CopyFrom(new byte[16]) };
        request.Inputs["z"] = new TensorProto { Dtype = DataType.DtString, TensorShape = TensorProtos.Shape(3), StringVal = { ByteString.CopyFromUtf8("a") } };
        request.Inputs["h"] = new TensorProto { Dtype = DataType.DtHalf, TensorShape = TensorProtos.Shape(), HalfVal = { 15360 } };
        yield return request.ToByteArray();
        foreach (var tensor in request.Inputs.Values)
        {
            var single = new PredictRequest();
            single.Inputs["x"] = tensor;
            yield return single.ToByteArray();
        }

        var example = new Example { Features = new Features() };
        example.Features.Feature["x"] = new Feature { FloatList = new FloatList { Value = { 1 } } };
        example.Features.Feature["s"] = new Feature { BytesList = new BytesList { Value = { ByteString.CopyFromUtf8("b") } } };
        yield return example.ToByteArray();
    }

    private static void Read(byte[] input)
    {
        var isRead = PredictCallReader.TryRead(new ReadOnlySequence<byte>(input), out var call);
        try
        {
            var request = PredictRequest.Parser.ParseFrom(input);
            foreach (var (_, tensor) in request.Inputs)
            {
                _ = TensorProtoCodec.TryDecode(tensor, out _);
            }

            if (isRead && (call?.Spec?.Name != request.ModelSpec?.Name || call?.Inputs.Count != request.Inputs.Count || !request.OutputFilter.SequenceEqual(call.OutputFilter)))
            {
                throw new InvalidDataException("The two readers disagree.");
            }
        }
        catch (InvalidProtocolBufferException) when (isRead)
        {
            throw new InvalidDataException("One reader takes what the other refuses.");
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
        {
            // gRPC refuses such a message before it gets to the product; the second kind is what the library throws inside wrappers.
        }

        try
        {
            _ = ExampleParser.Parse(Tensor.FromStrings([1], [(ReadOnlyMemory<byte>)input]), Features);
        }
        catch (ModelRunException)
        {
            // The refusal of an example.
        }
    }
}
