using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Clients.Encoders;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.OpenInference;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Protos.OpenInference;
using ModelServing.Inference.Protos.Seldon;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using Xunit;
using DataType = ModelServing.Inference.Tensors.DataType;
using Tensor = ModelServing.Inference.Tensors.Tensor;
using V2Request = ModelServing.Inference.OpenInference.InferRequest;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Encoders;

/// <summary>What is encoded here is read by the servers' own readers, and by hand where there is none.</summary>
public class PredictEncoderTests
{
    private const int Instances = 3;

    public static TheoryData<DataType> Types() =>
    [
        DataType.Float, DataType.Double, DataType.Half, DataType.BFloat16, DataType.Bool, DataType.String,
        DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.UInt8, DataType.UInt16, DataType.UInt32, DataType.UInt64,
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Encode_PredictMessage_KeepsEveryBit(DataType type)
    {
        var inputs = Sample(type);

        var message = PredictRequest.Parser.ParseFrom(Encode(WireProtocol.TensorFlowGrpc, inputs).Body.Span);

        Assert.Equal(("m", "s"), (message.ModelSpec.Name, message.ModelSpec.SignatureName));
        Assert.All(inputs, input => AssertEqual(input.Tensor, TensorProtoCodec.TryDecode(message.Inputs[input.Name], out var tensor) ? tensor : null));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Encode_InferMessage_KeepsEveryBit(DataType type)
    {
        var inputs = Sample(type);

        var message = ModelInferRequest.Parser.ParseFrom(Encode(WireProtocol.OpenInferenceGrpc, inputs).Body.Span);

        Assert.Equal(inputs.Select(input => (input.Name, OpenInferenceType.Name(type))), message.Inputs.Select(input => (input.Name, input.Datatype)));
        Assert.All(inputs.Zip(message.RawInputContents), pair => AssertRaw(pair.First.Tensor, pair.Second.Span));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Encode_BinaryExtension_PutsTheBytesBehindTheJson(DataType type)
    {
        var inputs = Sample(type);

        var payload = Encode(WireProtocol.OpenInferenceBinary, inputs);

        var json = JsonNode.Parse(payload.Body.Span[..payload.JsonLength!.Value])!; // it has one
        var binary = payload.Body[payload.JsonLength.Value..];
        Assert.True(json["parameters"]!["binary_data_output"]!.GetValue<bool>()); // and these members
        foreach (var (input, node) in inputs.Zip(json["inputs"]!.AsArray()))
        {
            var size = node!["parameters"]!["binary_data_size"]!.GetValue<int>();
            AssertRaw(input.Tensor, binary.Span[..size]);
            binary = binary[size..];
        }

        Assert.Equal(0, binary.Length);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Encode_Json_ReadsBackAsTheSameBits(DataType type)
    {
        var inputs = Sample(type);
        var definition = new SignatureDef();
        foreach (var input in inputs)
        {
            definition.Inputs[input.Name] = new TensorInfo { Dtype = (Inference.Protos.DataType)type };
        }

        // Types that a server's JSON has no form for are refused by that server, not here.
        if (type is not (DataType.Half or DataType.BFloat16 or DataType.UInt16))
        {
            Assert.True(PredictBody.TryParse(Encode(WireProtocol.TensorFlow, inputs).Body.Span, out var body, out _));
            Assert.True(body.TryReadInputs(new("s", definition), out _, out var rows, out var error), error?.Message);
            Assert.True(V2Request.TryParse(Encode(WireProtocol.OpenInference, inputs).Body.Span, out var infer, out error), error?.Message);
            Assert.Equal("s", body.SignatureName);
            Assert.All(inputs, input => AssertEqual(input.Tensor, rows[input.Name]));
            Assert.All(inputs, input => AssertEqual(input.Tensor, infer.Inputs[input.Name]));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Encode_Seldon_SendsTheFirstInputInBothForms(DataType type)
    {
        var tensor = Sample(type)[0].Tensor;

        var json = JsonNode.Parse(Encode(WireProtocol.Seldon, Sample(type)).Body.Span)!["data"]!["ndarray"]!.AsArray(); // it has these members
        var message = SeldonMessage.Parser.ParseFrom(Encode(WireProtocol.SeldonGrpc, Sample(type)).Body.Span).Data;

        Assert.Equal((Instances, 2), (json.Count, json[0]!.AsArray().Count));
        if (type == DataType.String)
        {
            Assert.Equal(json.ToJsonString(), JsonNode.Parse(message.Ndarray.ToString())!.ToJsonString()); // as messages print themselves
        }
        else
        {
            Assert.Equal([Instances, 2], message.Tensor.Shape);
            Assert.Equal(Enumerable.Range(0, Instances * 2).Select(index => RawTensor.Number(tensor, index)), message.Tensor.Values);
        }
    }

    [Fact]
    public void Encode_TheSameInputs_HaveTheSameDigestInEveryProtocol()
    {
        WireProtocol[] protocols = [WireProtocol.TensorFlow, WireProtocol.TensorFlowGrpc, WireProtocol.OpenInference, WireProtocol.OpenInferenceBinary, WireProtocol.OpenInferenceGrpc];

        var digests = protocols.Select(protocol => Encode(protocol, Sample(DataType.Float)).Inputs).Distinct();

        Assert.NotEqual(Assert.Single(digests), Encode(WireProtocol.Seldon, Sample(DataType.Float)).Inputs); // which has the first input only
    }

    [Fact]
    public void Encode_BytesThatAreNoText_AreBase64InJson()
    {
        NamedTensor[] inputs = [new("x", Tensor.FromStrings([1], [new byte[] { 0xff, 0x00 }]))];

        Assert.Equal("""{"signature_name":"s","instances":[{"b64":"/wA="}]}""", Encoding.UTF8.GetString(PredictEncoder.Encode(WireProtocol.TensorFlow, new("m", "s", inputs), 1).Body.Span));
    }

    private static NamedTensor[] Sample(DataType type) =>
        new SampleInputs(new([new("a", type, [-1, 2]), new("b", type, [Instances, 1, 4])], []), PayloadSize.Small, 7).Create(0);

    private static Payload Encode(WireProtocol protocol, NamedTensor[] inputs) => PredictEncoder.Encode(protocol, new("m", "s", inputs), Instances);

    private static void AssertRaw(Tensor tensor, ReadOnlySpan<byte> raw)
    {
        if (tensor.DataType != DataType.String)
        {
            Assert.Equal(tensor.Data.ToArray(), raw.ToArray());
            return;
        }

        foreach (var text in tensor.Strings)
        {
            Assert.Equal(text.ToArray(), raw.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(raw)).ToArray());
            raw = raw[(4 + text.Length)..];
        }

        Assert.Equal(0, raw.Length);
    }

    private static void AssertEqual(Tensor expected, Tensor? actual)
    {
        Assert.Equal(expected.ToString(), actual?.ToString());
        Assert.Equal(expected.Data.ToArray(), actual!.Data.ToArray()); // it is what it prints
        Assert.Equal(expected.Strings.Select(RawTensor.Text), actual.Strings.Select(RawTensor.Text));
    }
}
