using System.Buffers;
using System.Text;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.Inference.Tests.Rest;

public class PredictAnswerTests
{
    [Fact]
    public void Write_RowOfScalars_IsExact() =>
        Assert.Equal("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}", Row(("y", Tensor.Create([3], 2.5f, 3f, 4.5f))));

    [Fact]
    public void Write_RowOfLists_IsExact() =>
        Assert.Equal("{\n    \"predictions\": [[2.5], [3.0]\n    ]\n}", Row(("y", Tensor.Create([2, 1], 2.5f, 3f))));

    [Fact]
    public void Write_ZeroRows_IsExact() => Assert.Equal("{\n    \"predictions\": []\n}", Row(("y", Tensor.Create<float>([0, 4]))));

    [Fact]
    public void Write_RowOfObjects_IsExact() => Assert.Equal(
        """
        {
            "predictions": [
                {
                    "a": [1, 2],
                    "x_bytes": {
                        "b64": "eA=="
                    }
                },
                {
                    "a": [3, 4],
                    "x_bytes": {
                        "b64": "eQ=="
                    }
                }
            ]
        }
        """,
        Row(("a", Tensor.Create<long>([2, 2], 1, 2, 3, 4)), ("x_bytes", Tensor.FromStrings([2], "x", "y"))));

    [Fact]
    public void Write_Base64InArrays_IsExact() => Assert.Contains(
        "\"z_bytes\": [{\n                    \"b64\": \"eA==\"\n                }]",
        Row(("a", Tensor.Create([1], 1L)), ("z_bytes", Tensor.FromStrings([1, 1], "x"))));

    [Fact]
    public void Write_Columns_AreExact()
    {
        Assert.Equal("{\n    \"outputs\": [\n        2.5,\n        3.0\n    ]\n}", Column(("y", Tensor.Create([2], 2.5f, 3f))));
        Assert.Equal("{\n    \"outputs\": 2.5\n}", Column(("y", Tensor.Scalar(2.5f))));
        Assert.Equal(
            "{\n    \"outputs\": {\n        \"a\": true,\n        \"b\": [\n            \"q\\\"\\u001F\"\n        ]\n    }\n}",
            Column(("b", Tensor.FromStrings([1], "q\"\u001f")), ("a", Tensor.Scalar(true))));
    }

    [Fact]
    public void Write_WhatJsonCannotHold_SaysWhy()
    {
        Assert.Equal("Cannot convert empty tensor map to JSON", Row());
        Assert.Equal("Tensor name: y has no shape information ", Row(("y", Tensor.Scalar(1f))));
        Assert.Equal("Tensor name: z has inconsistent batch size: 1 expecting: 2", Row(("y", Tensor.Create([2], 1f, 2f)), ("z", Tensor.Create([1], 1f))));
        Assert.Equal("Failed to write JSON value for tensor type: complex64", Row(("y", Tensor.FromBytes(DataType.Complex64, [1], new byte[8]))));
    }

    private static string Row(params (string, Tensor)[] outputs) => Write(PredictFormat.Row, outputs);

    private static string Column(params (string, Tensor)[] outputs) => Write(PredictFormat.Column, outputs);

    private static string Write(PredictFormat format, (string, Tensor)[] outputs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var error = PredictAnswer.Write(buffer, format, outputs.ToDictionary(output => output.Item1, output => output.Item2));
        return error?.Message ?? Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
