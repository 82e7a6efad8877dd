using System.Text;
using CsCheck;
using Google.Protobuf;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Protos.OpenInference;
using ModelServing.Inference.Protos.Seldon;
using ModelServing.Inference.Tensors;
using Xunit;
using Tensor = ModelServing.Inference.Tensors.Tensor;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Answers;

public class AnswerReaderTests
{
    [Theory]
    [InlineData("""{"predictions":[[1,2],[3,4.5]]}""", ":invalid[2,2]=1 2 3 4.5")]
    [InlineData("""{"predictions":[{"c":1,"p":[0.5,true]},{"p":[1,false],"c":2}]}""", "c:invalid[2]=1 2|p:invalid[2,2]=0.5 1 1 0")]
    [InlineData("""{"predictions":["a",{"b64":"Yg=="}]}""", ":string[2]=a Yg==")]
    [InlineData("""{"predictions":[null]}""", ":invalid[1]=NaN")]
    [InlineData("""{"outputs":[[1],[2]]}""", ":invalid[2,1]=1 2")]
    [InlineData("""{"outputs":{"y":[1,2],"z":[[3],[4]]}}""", "y:invalid[2]=1 2|z:invalid[2,1]=3 4")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":[2,1],"data":[1,2]},{"name":"s","datatype":"BYTES","shape":[1],"data":["x"]}]}""", "y:float[2,1]=1 2|s:string[1]=x")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"fp16","shape":[2,1],"data":[[1],[2]]}]}""", "y:half[2,1]=1 2")]
    [InlineData("""{"data":{"names":["a"],"ndarray":[[1],[2]]}}""", ":invalid[2,1]=1 2")]
    [InlineData("""{"data":{"tensor":{"shape":[2,1],"values":[1,2]}}}""", ":invalid[2,1]=1 2")]
    [InlineData("""{"data":{"tftensor":{"dtype":"DT_INT32","tensorShape":{"dim":[{"size":"2"}]},"intVal":[1,2]}}}""", ":int32[2]=1 2")]
    public void Read_Json_GivesItsTensors(string body, string expected) => Assert.Equal(expected, Print(AnswerReader.Read(WireProtocol.Raw, Encoding.UTF8.GetBytes(body), null)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"predictions":[]}""")]
    [InlineData("""{"predictions":7}""")]
    [InlineData("""{"predictions":[[1,2],[3]]}""")]
    [InlineData("""{"predictions":[[1],2]}""")]
    [InlineData("""{"predictions":[1,"a"]}""")]
    [InlineData("""{"predictions":[{"a":1},{"b":1}]}""")]
    [InlineData("""{"predictions":[{"a":1},1]}""")]
    [InlineData("""{"outputs":{}}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":[3],"data":[1,2]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":["3"],"data":[1,2]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":7,"shape":[2],"data":[1,2]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP99","shape":[2],"data":[1,2]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}}]}""")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":-4}}]}""")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"data":{"tensor":{"shape":[2,2],"values":[1,2]}}}""")]
    [InlineData("""{"data":{"tensor":{"shape":7,"values":[1,2]}}}""")]
    [InlineData("""{"data":{"tftensor":{"dtype":"DT_NONE"}}}""")]
    public void Read_AnythingElse_IsNoAnswer(string body) => Assert.Null(AnswerReader.Read(WireProtocol.Raw, Encoding.UTF8.GetBytes(body), null));

    [Theory]
    [InlineData(8, 8, true)]
    [InlineData(8, 7, false)]
    [InlineData(8, 9, false)]
    [InlineData(4, 4, false)]
    public void Read_BinaryExtension_NeedsExactlyTheBytesItNames(int told, int sent, bool isAnswer)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":{{{told}}}}}]}""");
        byte[] body = [.. json, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), 0];

        var outputs = AnswerReader.Read(WireProtocol.OpenInferenceBinary, body.AsMemory(0, json.Length + sent), json.Length);

        Assert.Equal(isAnswer ? "y:float[2]=1.5 -2" : "none", Print(outputs));
        Assert.Null(AnswerReader.Read(WireProtocol.OpenInferenceBinary, body, body.Length + 1));
    }

    [Fact]
    public void Read_Messages_GiveTheirTensors()
    {
        var predict = new PredictResponse { Outputs = { ["y"] = TensorProtoCodec.Encode(Tensor.Create<double>([2], 1, 2)), ["s"] = TensorProtoCodec.Encode(Tensor.FromStrings([1], "x")) } };
        var infer = new ModelInferResponse
        {
            Outputs =
            {
                new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "INT8", Shape = { 2 }, Contents = new() { IntContents = { -1, 2 } } },
                new ModelInferResponse.Types.InferOutputTensor { Name = "s", Datatype = "BYTES", Shape = { 1 }, Contents = new() { BytesContents = { ByteString.CopyFromUtf8("x") } } },
            },
        };
        var lists = new SeldonMessage { Data = new() { Ndarray = Google.Protobuf.WellKnownTypes.ListValue.Parser.ParseJson("[[1],[2]]") } };
        var failed = new SeldonMessage { Status = new() { Status_ = Status.Types.StatusFlag.Failure }, Data = lists.Data };

        Assert.Equal("y:double[2]=1 2|s:string[1]=x", Print(AnswerReader.Read(WireProtocol.TensorFlowGrpc, predict.ToByteArray(), null)));
        Assert.Equal("y:int8[2]=-1 2|s:string[1]=x", Print(AnswerReader.Read(WireProtocol.OpenInferenceGrpc, infer.ToByteArray(), null)));
        Assert.Equal(":invalid[2,1]=1 2", Print(AnswerReader.Read(WireProtocol.SeldonGrpc, lists.ToByteArray(), null)));
        Assert.Null(AnswerReader.Read(WireProtocol.SeldonGrpc, failed.ToByteArray(), null));
    }

    [Fact]
    public void Read_MessagesThatAreNone_AreNoAnswers()
    {
        var short1 = new ModelInferResponse { Outputs = { new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { 2 } } }, RawOutputContents = { ByteString.CopyFrom(0, 0, 0, 0) } };
        var short2 = new SeldonMessage { Data = new() { Tensor = new() { Shape = { 2 }, Values = { 1 } } } };

        Assert.Null(AnswerReader.Read(WireProtocol.OpenInferenceGrpc, short1.ToByteArray(), null));
        Assert.Null(AnswerReader.Read(WireProtocol.SeldonGrpc, short2.ToByteArray(), null));
        Assert.Null(AnswerReader.Read(WireProtocol.TensorFlowGrpc, ReadOnlyMemory<byte>.Empty, null));
    }

    [Fact]
    public void Read_RandomBytes_NeverThrow() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Enum<WireProtocol>(), Gen.Int[-1, 250]).Sample(
        (body, protocol, length) => AnswerReader.Read(protocol, body, length < 0 ? null : length) is null or { Count: > 0 },
        iter: 20_000);

    private static string Print(IReadOnlyList<OutputTensor>? outputs) => outputs is null ? "none" : string.Join('|', outputs.Select(output =>
        FormattableString.Invariant($"{output.Name}:{output.Type.Name().ToLowerInvariant()}[{string.Join(',', output.Shape)}]={string.Join(' ', output.Numbers.Select(number => FormattableString.Invariant($"{number}")).Concat(output.Texts))}")));
}
