using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Classify, regress and multi-inference on real SavedModels.</summary>
public sealed class ExamplesTests
{
    private const string FirstGeneration = "saved_model_half_plus_two_cpu";
    private const string SecondGeneration = "saved_model_half_plus_two_tf2_cpu";
    private const string MissingFeature = "is required but could not be found";

    [Theory]
    [InlineData(FirstGeneration, "classify", "{\"signature_name\":\"classify_x_to_y\",\"examples\":[{\"x\":2.0}]}", "[[[\"\", 3.0]]\n    ]")]
    [InlineData(SecondGeneration, "classify", "{\"signature_name\":\"classify_x_to_y\",\"examples\":[{\"x\":20.0},{\"x\":10.0}]}", "[[[\"\", 12.0]], [[\"\", 7.0]]\n    ]")]
    [InlineData(FirstGeneration, "regress", "{\"signature_name\":\"regress_x_to_y\",\"examples\":[{\"x\":80.0}]}", "[42.0]")]
    [InlineData(SecondGeneration, "regress", "{\"signature_name\":\"regress_x_to_y\",\"examples\":[{\"x\":80.0},{\"x\":2.0}]}", "[42.0, 3.0]")]
    [InlineData(FirstGeneration, "regress", "{\"signature_name\":\"regress_x_to_y2\",\"examples\":[{\"x\":80.0}]}", "[43.0]")]
    [InlineData(FirstGeneration, "regress", "{\"signature_name\":\"regress_x_to_y\",\"context\":{\"x\":80.0},\"examples\":[{}]}", "[42.0]")]
    [InlineData(FirstGeneration, "regress", "{\"signature_name\":\"regress_x_to_y\",\"context\":{\"x\":1.0},\"examples\":[{\"x\":80.0}]}", "[42.0]")]
    [InlineData("saved_model_half_plus_three", "regress", "{\"signature_name\":\"tensorflow/serving/regress\",\"examples\":[{\"x\":2.0}]}", "[4.0]")]
    public async Task Post_Examples_AnswersExactly(string model, string verb, string body, string results)
    {
        await using var server = await StartAsync(model);

        Assert.Equal((200, $"{{\n    \"results\": {results}\n}}"), await server.PostAsync($"/v1/models/default:{verb}", body));
    }

    [Theory]
    [InlineData("{\"signature_name\":\"regress_x_to_y\",\"examples\":[{\"x\":20}]}", "Data types don't match")]
    [InlineData("{\"signature_name\":\"regress_x_to_y\",\"examples\":[{}]}", MissingFeature)]
    [InlineData("{\"examples\":[{\"x\":2.0}]}", "No regression inputs found in SignatureDef: ")]
    [InlineData("{\"signature_name\":\"nope\",\"examples\":[{\"x\":2.0}]}", "No signature was found with the name: nope")]
    [InlineData("{\"examples\":[]}", "'examples' value is an empty array")]
    [InlineData("{}", "When method is classify, key 'examples' is expected and was not found")]
    [InlineData("{\"examples\":{}}", "Expecting 'examples' value to be an list/array")]
    [InlineData("{\"examples\":[[1]]}", "Example must be JSON object but got JSON Array")]
    [InlineData("{\"examples\":[{\"names\":[10,null]}]}", "Feature: names has element with unexpected JSON type: Null")]
    [InlineData("{\"examples\":[{\"names\":[10,10.0]}]}", "Unexpected element type in feature: names expecting type: int64")]
    [InlineData("{\"examples\":[{\"names\":[20,18446744073709551603]}]}", "Feature: names has uint64_t element. Only int64_t is supported.")]
    public async Task Post_BadExamples_Is400(string body, string message)
    {
        await using var server = await StartAsync(FirstGeneration);

        var (status, answer) = await server.PostAsync("/v1/models/default:regress", body);

        Assert.Equal(400, status);
        Assert.Contains(message, answer);
    }

    [Theory]
    [InlineData(FirstGeneration)]
    [InlineData(SecondGeneration)]
    [InlineData("saved_model_half_plus_two_2_versions")]
    public async Task MultiInference_TwoSignatures_AnswersInOrder(string model)
    {
        await using var server = await StartAsync(model);
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        var request = new MultiInferenceRequest { Input = Input(2) };
        request.Tasks.Add(Task("regress_x_to_y", "tensorflow/serving/regress"));
        request.Tasks.Add(Task("classify_x_to_y", "tensorflow/serving/classify"));

        var response = await client.MultiInferenceAsync(request);

        Assert.Equal(3f, response.Results[0].RegressionResult.Regressions[0].Value);
        Assert.Equal(3f, response.Results[1].ClassificationResult.Classifications[0].Classes[0].Score);
        request.Tasks[1].ModelSpec.SignatureName = "regress_x_to_y";
        Assert.Equal("Duplicate evaluation of signature: regress_x_to_y", (await RefusalAsync(client, request)).Status.Detail);
        request.Tasks[1].ModelSpec.SignatureName = "classify_x_to_y";
        request.Input = new Input();
        Assert.Equal("Input is empty.", (await RefusalAsync(client, request)).Status.Detail);
        request.Tasks[1].MethodName = "tensorflow/serving/predict";
        Assert.Equal(StatusCode.Unimplemented, (await RefusalAsync(client, request)).StatusCode);
    }

    [Fact]
    public async Task Regress_Grpc_AnswersWithTheResolvedSpec()
    {
        await using var server = await StartAsync(FirstGeneration);
        var client = new PredictionService.PredictionServiceClient(server.Channel);

        var response = await client.RegressAsync(
            new RegressionRequest { ModelSpec = new ModelSpec { Name = "default", SignatureName = "regress_x_to_y" }, Input = Input(80) });

        Assert.Equal(42f, Assert.Single(response.Result.Regressions).Value);
        Assert.Equal(new ModelSpec { Name = "default", SignatureName = "regress_x_to_y", Version = 123 }, response.ModelSpec);
    }

    private static Input Input(float x)
    {
        var example = new Example { Features = new Features() };
        example.Features.Feature["x"] = new Feature { FloatList = new FloatList { Value = { x } } };
        return new Input { ExampleList = new ExampleList { Examples = { example } } };
    }

    private static InferenceTask Task(string signature, string method) =>
        new() { ModelSpec = new ModelSpec { Name = "default", SignatureName = signature }, MethodName = method };

    private static Task<RpcException> RefusalAsync(PredictionService.PredictionServiceClient client, MultiInferenceRequest request) =>
        Assert.ThrowsAsync<RpcException>(async () => await client.MultiInferenceAsync(request));

    private static Task<TestServer> StartAsync(string model)
    {
        var folder = new DirectoryInfo(RepositoryPaths.InSharedData("savedmodels", model));
        return TestServer.StartAsync(null, folder, new ModelSettings("default", folder.FullName, new VersionPolicy.All()));
    }
}
