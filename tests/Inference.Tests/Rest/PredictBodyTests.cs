using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Inference.Tests.Rest;

public class PredictBodyTests
{
    private const string Wrapped = "Failed to process element: ";

    [Theory]
    [InlineData("{\"instances\":[2.0,3,4e0]}", new long[] { 3 }, new[] { 2f, 3, 4 })]
    [InlineData("{\"instances\":[[1.0,2.0],[3.0,4.0]]}", new long[] { 2, 2 }, new[] { 1f, 2, 3, 4 })]
    [InlineData("{\"instances\":[{\"x\":[1.0]},{\"x\":[2.0]}]}", new long[] { 2, 1 }, new[] { 1f, 2 })]
    [InlineData("{\"inputs\":2.0}", new long[0], new[] { 2f })]
    [InlineData("{\"inputs\":[[1],[2]]}", new long[] { 2, 1 }, new[] { 1f, 2 })]
    [InlineData("{\"inputs\":{\"x\":[3.0,4.0],\"ignored\":1}}", new long[] { 2 }, new[] { 3f, 4 })]
    [InlineData("{\"instances\":[NaN,-Infinity,1.7976931348623157e308]}", new long[] { 3 }, new[] { float.NaN, float.NegativeInfinity, float.PositiveInfinity })]
    [InlineData("{\"instances\":[[],[]]}", new long[] { 2, 0 }, new float[0])]
    public void TryReadInputs_GoodBody_FillsTheTensor(string body, long[] shape, float[] values)
    {
        var (inputs, error) = Read(body, ("x", ProtoType.DtFloat));

        Assert.Null(error);
        Assert.Equal(shape, inputs!["x"].Shape.ToArray()); // no error, so inputs
        Assert.Equal(values, inputs["x"].AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("{}", "Missing 'inputs' or 'instances' key")]
    [InlineData("{\"instances\":[1],\"inputs\":1}", "JSON Value: {\n    \"instances\": [1],\n    \"inputs\": 1\n} Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist ")]
    [InlineData("{\"instances\":5}", "JSON Value: {\n    \"instances\": 5\n} Expecting 'instances' to be an list/array")]
    [InlineData("{\"instances\":[]}", "JSON Value: {\n    \"instances\": []\n} No values in 'instances' array")]
    [InlineData("{\"instances\":[\"x\",\"y\"]}", Wrapped + "0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Value: \"x\" Type: String is not of expected type: float")]
    [InlineData("{\"instances\":[null]}", Wrapped + "0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Value: null Type: Null is not of expected type: float")]
    [InlineData("{\"instances\":[[1,2],[3,4],[5,6,7]]}", Wrapped + "2 of 'instances' list. Error: INVALID_ARGUMENT: Expecting tensor size: 2 but got: 3")]
    [InlineData("{\"instances\":[[1,2],[3,4],[[5,6]]]}", Wrapped + "2 of 'instances' list. Error: INVALID_ARGUMENT: Expecting shape [2] but got: [1,2]")]
    [InlineData("{\"instances\":[1,[1]]}", Wrapped + "1 of 'instances' list. Error: INVALID_ARGUMENT: Expecting shape [] but got: [1]")]
    [InlineData("{\"inputs\":[[1,2],[3]]}", "Encountered list at unexpected size: 1 at level: 1 expected size: 2")]
    [InlineData("{\"inputs\":[[1,2],3]}", "JSON Value: 3 found at incorrect level: 2 in the JSON DOM. Expected at level: 2")]
    [InlineData("{\"inputs\":[1,[2]]}", "Encountered list at unexpected level: 1 expected < 1")]
    [InlineData("{\"inputs\":{\"y\":1}}", "Missing named input: x in 'inputs' object.")]
    [InlineData("{\"instances\":[{\"y\":[1.0]}]}", Wrapped + "0 key: y of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have named input: y")]
    [InlineData("{\"instances\":[{}]}", Wrapped + "0 of 'instances' list. JSON object: {} keys must be equal to: x")]
    [InlineData("{\"instances\":[1,{\"x\":1}]}", "Expecting value/list but got object at item 1 of input list")]
    [InlineData("{\"instances\":[{\"x\":1},[1]]}", "Expecting object but got list at item 1 of input list")]
    public void TryReadInputs_BadBody_SaysWhy(string body, string expected)
    {
        var (_, error) = Read(body, ("x", ProtoType.DtFloat));

        Assert.Equal(ServingError.Invalid(expected), error);
    }

    [Theory]
    [InlineData(ProtoType.DtInt32, "2.0", "JSON Value: 2.0 Type: Number is not of expected type: int32")]
    [InlineData(ProtoType.DtInt32, "2147483648", "JSON Value: 2147483648 Type: Number is not of expected type: int32")]
    [InlineData(ProtoType.DtUint32, "-1", "JSON Value: -1 Type: Number is not of expected type: uint32")]
    [InlineData(ProtoType.DtBool, "1", "JSON Value: 1 Type: Number is not of expected type: bool")]
    [InlineData(ProtoType.DtString, "{\"b64\":1}", "JSON Value: {\n    \"b64\": 1\n} not formatted correctly for base64 data")]
    [InlineData(ProtoType.DtString, "{\"b64\":\"=\"}", "Unable to base64 decode")]
    [InlineData(ProtoType.DtString, "{\"b64\":\"a_-=\"}", "Unable to base64 decode")]
    public void TryReadInputs_ValueOfOtherType_NamesBoth(ProtoType type, string value, string expected)
    {
        var (_, error) = Read($"{{\"inputs\":[{value}]}}", ("x", type));

        Assert.Equal(ServingError.Invalid(expected), error);
    }

    [Fact]
    public void TryReadInputs_TypeWithoutJsonForm_IsUnimplemented()
    {
        var (_, error) = Read("{\"inputs\":1}", ("x", ProtoType.DtHalf));

        Assert.Equal(new ServingError(ErrorCode.Unimplemented, "Conversion of JSON Value: 1 to type: half"), error);
    }

    [Fact]
    public void TryReadInputs_Base64_Decodes()
    {
        var (inputs, error) = Read("{\"instances\":[{\"b64\":\"aGVsbG8=\"},{\"b64\":\"d29y bGQ\"},\"plain\"]}", ("x", ProtoType.DtString));

        Assert.Null(error);
        Assert.Equal(["hello", "world", "plain"], inputs!["x"].Strings.Select(bytes => Encoding.UTF8.GetString(bytes.Span))); // no error, so inputs
    }

    [Fact]
    public void TryReadInputs_TwoInputs_NeedsObjects()
    {
        var (_, error) = Read("{\"instances\":[1]}", ("a", ProtoType.DtFloat), ("b", ProtoType.DtFloat));
        var (inputs, _) = Read("{\"instances\":[{\"b\":1,\"a\":[2]},{\"a\":[3],\"b\":4}]}", ("a", ProtoType.DtFloat), ("b", ProtoType.DtInt64));

        Assert.Equal("instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map", error?.Message);
        Assert.Equal([2f, 3f], inputs!["a"].AsSpan<float>().ToArray()); // the body is good
        Assert.Equal([1L, 4L], inputs["b"].AsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("[1,2]", "JSON Value: [1, 2] Is not object")]
    [InlineData("{\"signature_name\":100}", "JSON Value: {\n    \"signature_name\": 100\n} not formatted correctly. 'signature_name' key must be a string value.")]
    public void TryParse_BadEnvelope_SaysWhy(string body, string expected)
    {
        Assert.False(PredictBody.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error));
        Assert.Equal(expected, error.Message);
    }

    private static (Dictionary<string, Tensor>? Inputs, ServingError? Error) Read(string body, params (string Name, ProtoType Type)[] fields)
    {
        var definition = new SignatureDef();
        foreach (var (name, type) in fields)
        {
            definition.Inputs[name] = new TensorInfo { Dtype = type };
        }

        Assert.True(PredictBody.TryParse(Encoding.UTF8.GetBytes(body), out var request, out var error), error?.Message);
        using (request)
        {
            _ = request.TryReadInputs(new TensorSignature(PredictBody.DefaultSignature, definition), out _, out var inputs, out error);
            return (inputs, error);
        }
    }
}
