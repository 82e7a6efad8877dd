using System.Text.RegularExpressions;
using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.Testing.SavedModels;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Tasks over the same examples share one run of the model.</summary>
public sealed class MultiInferenceTests
{
    private const string Classify = "tensorflow/serving/classify";
    private const string Regress = "tensorflow/serving/regress";

    [Theory]
    [InlineData(1, false, "regress_x_to_y", "classify_x_to_y")]
    [InlineData(1, false, "regress_x_to_y2", "classify_x_to_y", "regress_x_to_y")]
    [InlineData(1, false, "regress_x_to_y2", "regress_x_to_y")]
    [InlineData(1, false, "regress_x_to_y2")]
    [InlineData(1, true, "regress_x_to_y2", "classify_x_to_y", "regress_x_to_y")]
    public async Task MultiInference_SameExamples_RunsOnceAndAnswersInOrder(int runs, bool batched, params string[] signatures)
    {
        await using var server = await StartAsync(HalfPlusTwoModel.Builder(), options => batched ? options with { Batching = new BatchingSettings { Parameters = new BatchingParameters() } } : options);
        var before = await CountAsync(server, ":tensorflow:core:direct_session_runs{}");

        var response = await CallAsync(server, [2, 4], signatures);

        Assert.Equal(signatures.Select(Expected), response.Results.Select(Values));
        Assert.Equal(signatures.Select(name => ("default", name, 1L)), response.Results.Select(result => (result.ModelSpec.Name, result.ModelSpec.SignatureName, result.ModelSpec.Version ?? 0)));
        Assert.Equal(runs, await CountAsync(server, ":tensorflow:core:direct_session_runs{}") - before);
        Assert.Equal(runs, await CountAsync(server, ":tensorflow:serving:runtime_latency_count{model_name=\"default\",API=\"MultiInference\",runtime=\"TF1\"}"));
        Assert.Equal(2, await CountAsync(server, ":tensorflow:serving:request_example_count_total{model=\"default\"}"));
    }

    [Fact]
    public async Task MultiInference_JointRun_IsNoSignatureOfTheModel()
    {
        await using var server = await StartAsync(HalfPlusTwoModel.Builder());

        var (_, metadata) = await server.GetAsync("/v1/models/default/metadata");
        var (_, predicted) = await server.PostAsync("/v1/models/default:predict", "{\"signature_name\":\"all over tf_example:0\",\"instances\":[\"\"]}");

        Assert.DoesNotContain("all over", metadata);
        Assert.Contains("not found in signature def", predicted);
    }

    [Fact]
    public async Task MultiInference_AnotherHeadFails_AnswersThoseAskedFor()
    {
        await using var server = await StartAsync(ThreeHeads());

        var response = await CallAsync(server, [2], "a", "b");

        Assert.Equal([[2f], [2f]], response.Results.Select(Values));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await CallAsync(server, [2], "a", "z"));
        Assert.Equal((StatusCode.InvalidArgument, "Name: <unknown>, Feature: z (data type: float) is required but could not be found."), (refused.StatusCode, refused.Status.Detail));
    }

    private static float[] Expected(string signature) => signature == "regress_x_to_y2" ? [4, 5] : [3, 4];

    private static float[] Values(InferenceResult result) => result.ResultCase == InferenceResult.ResultOneofCase.RegressionResult
        ? [.. result.RegressionResult.Regressions.Select(regression => regression.Value)]
        : [.. result.ClassificationResult.Classifications.Select(row => row.Classes.Single().Score)];

    /// <summary>Heads a and b read the feature x, z reads a feature z: each has a parser of its own.</summary>
    private static SavedModelBuilder ThreeHeads()
    {
        var builder = new SavedModelBuilder();
        var serialized = builder.Placeholder("tf_example", DataType.DtString, -1);
        var names = builder.Constant("names", Inference.Tensors.Tensor.FromStrings([0], Array.Empty<string>()));
        var fallback = builder.Constant("default", Inference.Tensors.Tensor.Create([0], Array.Empty<float>()));
        foreach (var (head, feature) in new[] { ("a", "x"), ("b", "x"), ("z", "z") })
        {
            var parsed = builder.Add(
                "ParseExample",
                $"parse_{head}",
                [serialized, names, builder.Constant($"key_{head}", Inference.Tensors.Tensor.FromStrings([], feature)), fallback],
                ("Ndense", Attributes.Of(1L)),
                ("Nsparse", Attributes.Of(0L)),
                ("Tdense", Attributes.List(DataType.DtFloat)),
                ("dense_shapes", new AttrValue { List = new() { Shape = { TensorProtos.Shape(1) } } }));
            var output = builder.Add("Identity", head, [parsed], ("T", Attributes.Of(DataType.DtFloat)));
            builder.Sign(
                head,
                [("inputs", TensorProtos.Info("tf_example:0", DataType.DtString, -1))],
                [("outputs", TensorProtos.Info(output, DataType.DtFloat, -1, 1))],
                Regress);
        }

        return builder;
    }

    private static async Task<MultiInferenceResponse> CallAsync(TestServer server, float[] values, params string[] signatures)
    {
        var examples = values.Select(value => new Example { Features = new Features { Feature = { ["x"] = new Feature { FloatList = new FloatList { Value = { value } } } } } });
        var request = new MultiInferenceRequest { Input = new Input { ExampleList = new ExampleList { Examples = { examples } } } };
        request.Tasks.Add(signatures.Select(name => new InferenceTask
        {
            ModelSpec = new ModelSpec { Name = "default", SignatureName = name },
            MethodName = name.StartsWith("classify", StringComparison.Ordinal) ? Classify : Regress,
        }));
        return await new PredictionService.PredictionServiceClient(server.Channel).MultiInferenceAsync(request, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<long> CountAsync(TestServer server, string series)
    {
        var (_, page) = await server.GetAsync("/metrics");
        return Regex.Match(page, $"^{Regex.Escape(series)} ([0-9]+)$", RegexOptions.Multiline) is { Success: true } match ? long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    private static Task<TestServer> StartAsync(SavedModelBuilder model, Func<ServerOptions, ServerOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        model.WriteTo(Path.Combine(folder.FullName, "1"));
        return TestServer.StartAsync(
            null,
            folder,
            new ModelSettings("default", folder.FullName, new VersionPolicy.Latest(1)),
            options => (change?.Invoke(options) ?? options) with { MetricsPath = "/metrics" });
    }
}
