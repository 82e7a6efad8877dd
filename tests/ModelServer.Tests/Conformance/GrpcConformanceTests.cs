using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using ModelServing.Inference.Protos;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>The gRPC protocol, message for message: the cases in <c>Cases/grpc-*.txt</c>.</summary>
public sealed class GrpcConformanceTests(ModelsFixture models) : IClassFixture<ModelsFixture>
{
    private static readonly JsonParser Messages = new(JsonParser.Settings.Default.WithTypeRegistry(Google.Protobuf.Reflection.TypeRegistry.FromMessages(SignatureDefMap.Descriptor)));

    private static readonly (string File, string[] Models)[] Files =
    [
        ("grpc-half-plus-two", ["default", "saved_model_half_plus_two_cpu", "saved_model_half_plus_two_tf2_cpu", "saved_model_half_plus_two_2_versions"]),
        ("grpc-predict", ["default"]),
        ("grpc-tensors", ["default"]),
        ("grpc-examples", ["default"]),
        ("grpc-models", ["default"]),
    ];

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (file, model) in Files.SelectMany(file => file.Models.Select(model => (file.File, model))))
        {
            foreach (var call in GrpcCase.Read(PathOf(file), model))
            {
                data.Add(file, model, call.Title);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_AnswersExactly(string file, string model, string title)
    {
        ModelsFixture.Require(model);
        var call = GrpcCase.Read(PathOf(file), model).Single(candidate => candidate.Title == title);

        var (status, message, response) = await CallAsync(call);

        if (call.Answer.EndsWith('…'))
        {
            Assert.Equal((call.Status, call.Answer[..^1]), (status, message[..Math.Min(message.Length, call.Answer.Length - 1)]));
        }
        else if (call.Status == "OK")
        {
            Assert.Equal(("OK", ""), (status, message));
            Assert.Equal(response is null ? null : Messages.Parse(call.Answer, response.Descriptor), response);
        }
        else
        {
            Assert.Equal((call.Status, call.Answer), (status, message));
        }
    }

    [Theory]
    [InlineData("", HealthCheckResponse.Types.ServingStatus.Serving)]
    [InlineData("PredictionService", HealthCheckResponse.Types.ServingStatus.Serving)]
    [InlineData("ModelService", HealthCheckResponse.Types.ServingStatus.Serving)]
    public async Task Health_OfTheServices_IsServing(string service, HealthCheckResponse.Types.ServingStatus expected)
    {
        var response = await new Health.HealthClient(models.Server.Channel).CheckAsync(
            new HealthCheckRequest { Service = service }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.Status);
    }

    [Fact]
    public async Task Health_OfAnythingElse_IsNotFound()
    {
        var client = new Health.HealthClient(models.Server.Channel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "SessionService" }));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Reflection_Services_AreListed()
    {
        using var call = new ServerReflection.ServerReflectionClient(models.Server.Channel).ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);

        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        Assert.Contains("tensorflow.serving.PredictionService", names);
        Assert.Contains("tensorflow.serving.ModelService", names);
    }

    private async Task<(string Status, string Message, IMessage? Response)> CallAsync(GrpcCase call)
    {
        var prediction = new PredictionService.PredictionServiceClient(models.Server.Channel);
        var model = new ModelService.ModelServiceClient(models.Server.Channel);
        var stop = TestContext.Current.CancellationToken;
        try
        {
            IMessage response = call.Method switch
            {
                "Predict" => await prediction.PredictAsync(Messages.Parse<PredictRequest>(call.Request), cancellationToken: stop),
                "Classify" => await prediction.ClassifyAsync(Messages.Parse<ClassificationRequest>(call.Request), cancellationToken: stop),
                "Regress" => await prediction.RegressAsync(Messages.Parse<RegressionRequest>(call.Request), cancellationToken: stop),
                "MultiInference" => await prediction.MultiInferenceAsync(Messages.Parse<MultiInferenceRequest>(call.Request), cancellationToken: stop),
                "GetModelMetadata" => await prediction.GetModelMetadataAsync(Messages.Parse<GetModelMetadataRequest>(call.Request), cancellationToken: stop),
                "GetModelStatus" => await model.GetModelStatusAsync(Messages.Parse<GetModelStatusRequest>(call.Request), cancellationToken: stop),
                _ => await model.HandleReloadConfigRequestAsync(Messages.Parse<ReloadConfigRequest>(call.Request), cancellationToken: stop),
            };
            return ("OK", "", response);
        }
        catch (RpcException refused)
        {
            return (Name(refused.StatusCode), refused.Status.Detail, null);
        }
    }

    private static string Name(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        _ => code.ToString(),
    };

    private static string PathOf(string file) => RepositoryPaths.InRepository("tests", "ModelServer.Tests", "Conformance", "Cases", file + ".txt");
}
