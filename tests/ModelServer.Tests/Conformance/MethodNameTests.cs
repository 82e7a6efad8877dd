using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Warmup;
using ModelServing.Testing.SavedModels;
using Xunit;
using Tensor = ModelServing.Inference.Tensors.Tensor;
using TensorProtoCodec = ModelServing.Inference.Tensors.TensorProtoCodec;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>What <c>--enable_signature_method_name_check</c> refuses, and that nothing is refused without it.</summary>
public sealed class MethodNameTests
{
    private const string Scores = "{\n    \"results\": [[[\"\", 0.5]]\n    ]\n}";

    public static TheoryData<string, string, int, string> Checked => new()
    {
        { "classify", "by_classify", 200, Scores },
        { "classify", "by_regress", 400, Error("Expected classification signature method_name to be tensorflow/serving/classify. Was: tensorflow/serving/regress") },
        { "classify", "by_predict", 400, Error("Expected classification signature method_name to be tensorflow/serving/classify. Was: tensorflow/serving/predict") },
        { "regress", "by_classify", 400, Error("Expected regression signature method_name to be tensorflow/serving/regress. Was: tensorflow/serving/classify") },
        { "classify", "by_nothing", 400, Error("Expected classification signature method_name to be tensorflow/serving/classify. Was: ") },
        { "classify", "nope", 400, Error("No signature was found with the name: nope") },
        { "predict", "by_classify", 200, "{\n    \"predictions\": [[0.5]\n    ]\n}" },
        { "predict", "by_predict", 200, "{\n    \"predictions\": [[0.5]\n    ]\n}" },
        { "predict", "by_nothing", 500, Error("Expected prediction signature method_name to be one of {tensorflow/serving/predict, tensorflow/serving/classify, tensorflow/serving/regress}. Was: ") },
    };

    [Theory]
    [MemberData(nameof(Checked))]
    public async Task Rest_NamesChecked_RefusesOtherMethods(string verb, string signature, int status, string answer)
    {
        await using var server = await StartAsync(checksNames: true);

        Assert.Equal((status, answer), await server.PostAsync($"/v1/models/default:{verb}", Body(verb, signature)));
    }

    [Theory]
    [InlineData("classify", "by_regress", Scores)]
    [InlineData("classify", "by_predict", Scores)]
    [InlineData("classify", "by_nothing", Scores)]
    [InlineData("predict", "by_nothing", "{\n    \"predictions\": [[0.5]\n    ]\n}")]
    public async Task Rest_NamesNotChecked_AnswersAll(string verb, string signature, string answer)
    {
        await using var server = await StartAsync(checksNames: false);

        Assert.Equal((200, answer), await server.PostAsync($"/v1/models/default:{verb}", Body(verb, signature)));
    }

    [Fact]
    public async Task Grpc_NamesChecked_RefusesOtherMethods()
    {
        await using var server = await StartAsync(checksNames: true);
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        var spec = new ModelSpec { Name = "default", SignatureName = "by_nothing" };
        var predict = new PredictRequest { ModelSpec = spec };
        predict.Inputs["inputs"] = TensorProtoCodec.Encode(Tensor.FromStrings([1], ""));
        var input = new Input { ExampleList = new ExampleList { Examples = { new Example() } } };
        var many = new MultiInferenceRequest { Input = input, Tasks = { new InferenceTask { ModelSpec = spec, MethodName = MethodNames.Classify } } };

        var predicted = await Assert.ThrowsAsync<RpcException>(async () => await client.PredictAsync(predict));
        var classified = await Assert.ThrowsAsync<RpcException>(async () => await client.ClassifyAsync(new ClassificationRequest { ModelSpec = spec, Input = input }));
        var inferred = await Assert.ThrowsAsync<RpcException>(async () => await client.MultiInferenceAsync(many));

        Assert.Equal((StatusCode.Internal, StatusCode.InvalidArgument, StatusCode.InvalidArgument), (predicted.StatusCode, classified.StatusCode, inferred.StatusCode));
    }

    [Fact]
    public void TryRead_Flag_ReachesRequestsAndWarmups()
    {
        var flags = new ServerFlags { ModelBasePath = "/models/m", EnableSignatureMethodNameCheck = true };

        Assert.True(ServerOptionsReader.TryRead(flags, out var options, out var error), error);
        Assert.True(options.Methods.ChecksNames);
        Assert.Equal(new WarmupOptions { Methods = new MethodRules(ChecksNames: true) }, options.Warmup);
    }

    private static string Error(string message) => $"{{\n    \"error\": \"{message}\"\n}}";

    private static string Body(string verb, string signature) =>
        verb == "predict" ? $"{{\"signature_name\":\"{signature}\",\"instances\":[\"\"]}}" : $"{{\"signature_name\":\"{signature}\",\"examples\":[{{}}]}}";

    private static Task<TestServer> StartAsync(bool checksNames)
    {
        var builder = new SavedModelBuilder();
        var inputs = TensorProtos.Info(builder.Placeholder("examples", DataType.DtString, -1), DataType.DtString, -1);
        var scores = TensorProtos.Info(builder.Constant("scores", Tensor.Create([1, 1], 0.5f)), DataType.DtFloat, 1, 1);
        foreach (var (name, method) in new[] { ("by_classify", MethodNames.Classify), ("by_regress", MethodNames.Regress), ("by_predict", MethodNames.Predict), ("by_nothing", "") })
        {
            builder.Sign(name, [("inputs", inputs)], [("scores", scores)], method);
        }

        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        builder.WriteTo(Path.Combine(folder.FullName, "1"));
        return TestServer.StartAsync(
            null,
            folder,
            new ModelSettings("default", folder.FullName, new VersionPolicy.Latest(1)),
            options => options with { Methods = new MethodRules(checksNames) });
    }
}
