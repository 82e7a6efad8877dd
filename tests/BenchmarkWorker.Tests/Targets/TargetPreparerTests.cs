using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public class TargetPreparerTests
{
    [Theory]
    [InlineData(Platform.TensorFlow, "/v1/models/production_model:predict", true, false, false)]
    [InlineData(Platform.KServe, "/v1/models/production_model:predict", true, false, false)]
    [InlineData(Platform.KServe, "/v2/models/production_model/infer", false, true, false)]
    [InlineData(Platform.Seldon, "/api/v1.0/predictions", true, false, true)]
    [InlineData(Platform.Seldon, "/v2/models/production_model/infer", false, true, false)]
    [InlineData(Platform.Seldon, "/v1/models/:predict", true, false, false)]
    internal async Task Prepare_EveryPlatformAndProtocol_FindsTheUrlAndItsPayloadsAreAnswered(Platform platform, string path, bool tensorFlow, bool openInference, bool seldon)
    {
        await using var server = await FakeModelServer.StartAsync(null, tensorFlow, openInference, seldon);
        var plan = Plans.For((platform, server.Url));
        using var preparer = new TargetPreparer(plan);

        var prepared = Assert.Single(await preparer.PrepareAsync(TestContext.Current.CancellationToken)).Prepared;
        var measured = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(path, prepared?.PredictUrl.AbsolutePath);
        Assert.Equal((100L, 100L), (measured.TotalRequests, measured.SuccessfulRequests));
    }

    [Fact]
    public async Task Prepare_SeldonWithoutMetadata_BorrowsTheSameModelsSignature()
    {
        await using var tensorFlow = await FakeModelServer.StartAsync();
        await using var seldon = await FakeModelServer.StartAsync(null, tensorFlow: false, openInference: false, seldon: true);
        using var preparer = new TargetPreparer(Plans.For((Platform.Seldon, seldon.Url), (Platform.TensorFlow, tensorFlow.Url)));

        var outcomes = await preparer.PrepareAsync(TestContext.Current.CancellationToken);

        Assert.Equal([Platform.Seldon, Platform.TensorFlow], outcomes.Select(outcome => outcome.Target.Platform));
        Assert.Equal(WireProtocol.Seldon, outcomes[0].Prepared?.Protocol);
    }

    [Fact]
    public async Task Prepare_ServerWithoutTheModel_SaysSoInOneLine()
    {
        await using var server = await FakeModelServer.StartAsync();
        using var preparer = new TargetPreparer(Plans.For((Platform.TensorFlow, server.Url)) with { ModelName = "resnet" });

        var outcome = Assert.Single(await preparer.PrepareAsync(TestContext.Current.CancellationToken));

        Assert.Null(outcome.Prepared);
        Assert.Matches("^no metadata for model resnet: GET http://.*/v1/models/resnet/metadata answered HTTP 404; --requests FILE sends requests of your own$", outcome.Problem);
    }

    [Fact]
    public async Task Prepare_UrlThatNamesNoProtocol_IsRefused()
    {
        using var preparer = new TargetPreparer(Plans.For((Platform.Url, new("http://127.0.0.1:1/anything"))));

        Assert.Contains("must end in :predict, /infer or /predictions, or --requests say what to send", Assert.Single(await preparer.PrepareAsync(TestContext.Current.CancellationToken)).Problem, StringComparison.Ordinal);
    }
}
