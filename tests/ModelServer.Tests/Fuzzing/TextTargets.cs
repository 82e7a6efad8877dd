using System.Text;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Tests.Servables;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>What reads text: request bodies and configuration files.</summary>
internal static class TextTargets
{
    private static readonly TensorSignature Numbers = new("serving_default", FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]));

    private static readonly TensorSignature Mixed = new(
        "serving_default", FunctionModel.Signature([("a", DataType.Int64), ("s", DataType.String)], [("y", DataType.Float)]));

    /// <summary>JSON, and the two kinds of request body in it.</summary>
    public static FuzzTarget Json { get; } = new(
        Bytes(
            """{"instances":[1.0,-2.5e3,NaN,-Infinity,18446744073709551615]}""",
            """{"signature_name":"s\u00e9\ud83d\ude00\n","inputs":{"x":[[1,2],[3,4]],"a":[[],[]]}}""",
            """{"instances":[{"a":1,"s":{"b64":"aGVsbG8="}},{"a":-9223372036854775808,"s":"x"}]}""",
            """{"context":{"f":[true,1]},"examples":[{"x":2.0,"n":["a",{"b64":"eA"}]}]}""",
            """[[[[null,false,true],{}],[]],1e308,0.1,"\\"]"""),
        Bytes("{", "}", "[", "]", ",", ":", "\"", "\\u", "\\ud83d", "NaN", "-Inf", "1e999", "0.", "-", "{\"b64\":", "\"instances\":", "\"inputs\":", "\"x\":", "\uFEFF", "[[[["),
        ReadJson);

    /// <summary>Protocol messages as text.</summary>
    public static FuzzTarget TextFormat { get; } = new(
        Bytes(
            """model_config_list { config { name: "a" base_path: '/m\x41\101' model_platform: "tensorflow" model_version_policy { specific { versions: [1, 0x2] } } version_labels { key: "s" value: 1 } } }""",
            """max_batch_size { value: 128 } batch_timeout_micros < value: 0 > # comment""",
            """meta_graphs { graph_def { node { name: "x" op: "Const" attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } float_val: [1.5, -inf] tensor_content: "\000\377" } } } } } }"""),
        Bytes("{", "}", "<", ">", "[", "]", ":", ",", ";", "\"", "'", "\\", "#", "\n", "config", "value", "key: ", "0x", "-", "inf", "nan", "1e400", "99999999999999999999", "{{{{", "node {"),
        ReadText);

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static void ReadJson(byte[] input)
    {
        if (JsonDocument.TryParse(input, out var document, out _))
        {
            document.Dispose();
        }

        if (PredictBody.TryParse(input, out var predict, out _))
        {
            _ = predict.TryReadInputs(Numbers, out _, out _, out _);
            _ = predict.TryReadInputs(Mixed, out _, out _, out _);
            predict.Dispose();
        }

        _ = ExamplesBody.TryParse(input, out _, out _);
    }

    private static void ReadText(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = TextFormatParser.TryParse<ModelServerConfig>(text, out _, out _);
        _ = TextFormatParser.TryParse<BatchingParameters>(text, out _, out _);
        _ = TextFormatParser.TryParse<SavedModel>(text, out _, out _);
    }
}
