using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>The fake model over REST: V1, V2 with and without bytes behind the JSON, and Seldon.</summary>
internal static class FakeRest
{
    private const string JsonLength = "Inference-Header-Content-Length";

    private const string V1Metadata = """
        {"model_spec":{"name":"production_model","version":"2"},"metadata":{"signature_def":{"signature_def":{"serving_default":{
          "inputs":{"pixels":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[{"size":"-1"},{"size":"64"}],"unknown_rank":false}}},
          "outputs":{"classes":{"dtype":"DT_INT64","tensor_shape":{"dim":[{"size":"-1"}]}},
                     "probabilities":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[{"size":"-1"},{"size":"2"}]}}}}}}}}
        """;

    private const string V2Metadata = """
        {"name":"production_model","platform":"fake","inputs":[{"name":"pixels","datatype":"FP32","shape":[-1,64]}],
         "outputs":[{"name":"classes","datatype":"INT64","shape":[-1]},{"name":"probabilities","datatype":"FP32","shape":[-1,2]}]}
        """;

    public static void Map(WebApplication app, FakePlatformBehaviour behaviour)
    {
        app.MapGet("/v1/models/production_model/metadata", () => Results.Text(V1Metadata, "application/json"));
        app.MapGet("/v2/models/production_model", () => Results.Text(V2Metadata, "application/json"));
        app.MapGet("/v2/health/ready", () => Results.Ok());
        app.MapGet("/api/v1.0/health/status", () => Results.Ok());
        app.MapPost("/v1/models/{verb}", async (HttpRequest request) =>
        {
            var probabilities = FakeModel.Probabilities(Pixels((await ReadAsync(request))["instances"]), behaviour.BiasOf("v1"));
            var rows = probabilities.Chunk(2).Zip(FakeModel.Classes(probabilities), (row, index) => (JsonNode)new JsonObject { ["classes"] = index, ["probabilities"] = new JsonArray(row[0], row[1]) });
            return Json(new JsonObject { ["predictions"] = new JsonArray([.. rows]) });
        });
        app.MapPost("/api/v1.0/predictions", async (HttpRequest request) =>
        {
            var probabilities = FakeModel.Probabilities(Pixels((await ReadAsync(request))["data"]!["ndarray"]), behaviour.BiasOf("seldon")); // a body without is the test's failure
            var rows = probabilities.Chunk(2).Select(row => (JsonNode)new JsonArray(row[0], row[1]));
            return Json(new JsonObject { ["meta"] = new JsonObject(), ["data"] = new JsonObject { ["names"] = new JsonArray("t:0", "t:1"), ["ndarray"] = new JsonArray([.. rows]) } });
        });
        app.MapPost("/v2/models/production_model/infer", request => InferAsync(request, behaviour));
        app.MapPost("/echo", async context => await context.Response.WriteAsync("anything at all"));
    }

    private static async Task InferAsync(HttpContext context, FakePlatformBehaviour behaviour)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isBinary = int.TryParse(context.Request.Headers[JsonLength], NumberStyles.None, CultureInfo.InvariantCulture, out var length);
        var json = JsonNode.Parse(body.ToArray().AsSpan(0, isBinary ? length : (int)body.Length))!; // and so is one that is no JSON
        var input = json["inputs"]![0]!;
        var pixels = isBinary ? MemoryMarshal.Cast<byte, float>(body.ToArray().AsSpan(length, input["parameters"]!["binary_data_size"]!.GetValue<int>())).ToArray() : Pixels(input["data"]);
        var probabilities = FakeModel.Probabilities(pixels, behaviour.BiasOf(isBinary ? "v2-binary" : "v2"));
        var classes = FakeModel.Classes(probabilities);
        if (!isBinary)
        {
            await Json(Answer(Data(classes.Select(value => (JsonNode)value)), Data(probabilities.Select(value => (JsonNode)value)), classes.Length)).ExecuteAsync(context);
            return;
        }

        Assert(json["parameters"]!["binary_data_output"]!.GetValue<bool>() && context.Request.ContentType == "application/octet-stream");
        var text = Encoding.UTF8.GetBytes(Answer(Size(classes.Length * sizeof(long)), Size(probabilities.Length * sizeof(float)), classes.Length).ToJsonString());
        context.Response.Headers[JsonLength] = text.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/octet-stream";
        await context.Response.Body.WriteAsync(text);
        await context.Response.Body.WriteAsync(MemoryMarshal.AsBytes(classes.AsSpan()).ToArray());
        await context.Response.Body.WriteAsync(MemoryMarshal.AsBytes(probabilities.AsSpan()).ToArray());
    }

    private static JsonObject Answer(KeyValuePair<string, JsonNode?> classes, KeyValuePair<string, JsonNode?> probabilities, int rows) => new()
    {
        ["model_name"] = "production_model",
        ["outputs"] = new JsonArray(
            new JsonObject([new("name", "classes"), new("datatype", "INT64"), new("shape", new JsonArray(rows)), classes]),
            new JsonObject([new("name", "probabilities"), new("datatype", "FP32"), new("shape", new JsonArray(rows, 2)), probabilities])),
    };

    private static KeyValuePair<string, JsonNode?> Data(IEnumerable<JsonNode> values) => new("data", new JsonArray([.. values]));

    private static KeyValuePair<string, JsonNode?> Size(int bytes) => new("parameters", new JsonObject { ["binary_data_size"] = bytes });

    private static async Task<JsonNode> ReadAsync(HttpRequest request) => await JsonNode.ParseAsync(request.Body) ?? throw new InvalidDataException("no body");

    private static float[] Pixels(JsonNode? nested) => nested is JsonArray list ? [.. list.SelectMany(Pixels)] : [nested!.GetValue<float>()]; // lists of numbers only

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");

    private static void Assert(bool condition)
    {
        if (!condition)
        {
            throw new InvalidDataException("not a request of the binary extension");
        }
    }
}
