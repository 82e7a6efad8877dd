using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Storage;
using ModelServing.ExperimentApi.Tests.Definitions;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Running;

public sealed class SeldonExperimentTests
{
    private static readonly ArmDefinition Stable = new() { Predictor = "stable", ModelUri = "gs://my-bucket/models/model-a" };
    private static readonly ArmDefinition Canary = new() { Predictor = "canary", ModelUri = "gs://my-bucket/models/model-b" };

    [Theory]
    [InlineData(0.6, 1.0, "Promoted", new[] { 0, 100 })]
    [InlineData(1.0, 0.6, "RolledBack", new[] { 90, 10 })]
    public async Task Existing_Deployment_EndsWithTheWinnerOrAsItWas(double control, double treatment, string end, int[] traffic)
    {
        var cluster = new FakeCluster();
        var seldon = new FakeSeldon(cluster);
        await seldon.CreateAsync(90, 10);
        await seldon.ReconcileAsync();

        Assert.Equal(end, await RunAsync(cluster, seldon, Samples.Seldon, control, treatment));
        Assert.Equal(traffic, await seldon.TrafficAsync());
        Assert.All((await seldon.FindAsync())?.Spec?.Predictors ?? [], predictor => Assert.Equal(2, predictor.Replicas));
    }

    [Theory]
    [InlineData(0.6, 1.0, "Promoted", new[] { 0, 100 })]
    [InlineData(1.0, 0.6, "RolledBack", new[] { 100, 0 })]
    public async Task Missing_Deployment_IsCreatedComplete(double control, double treatment, string end, int[] traffic)
    {
        var cluster = new FakeCluster();
        var seldon = new FakeSeldon(cluster);

        Assert.Equal(end, await RunAsync(cluster, seldon, Samples.Seldon with { Control = Stable, Treatment = Canary }, control, treatment));
        Assert.Equal(traffic, await seldon.TrafficAsync());
        var predictors = (await seldon.FindAsync())?.Spec?.Predictors ?? [];
        Assert.Equal(["gs://my-bucket/models/model-a", "gs://my-bucket/models/model-b"], predictors.Select(predictor => predictor.Graph?.ModelUri));
        Assert.All(predictors, predictor => Assert.Equal("TENSORFLOW_SERVER", predictor.Graph?.Implementation));
    }

    [Fact]
    public async Task PredictorThatIsNotThere_IsACondition()
    {
        var cluster = new FakeCluster();
        var seldon = new FakeSeldon(cluster);
        await seldon.CreateAsync(90, 10);
        await seldon.ReconcileAsync();
        await using var api = await TestApi.StartAsync(cluster);
        await AddAsync(api, Samples.Seldon with { Treatment = new() { Predictor = "other" } });

        await api.RoundAsync();

        Assert.Equal("SeldonDeployment digits has no predictor other; it has stable, canary", (await api.GetAsync("b-against-a")).Condition);
        Assert.Empty(cluster.Patches);
    }

    private static async Task<string> RunAsync(FakeCluster cluster, FakeSeldon seldon, ExperimentDefinition definition, double control, double treatment)
    {
        await using var api = await TestApi.StartAsync(cluster);
        await AddAsync(api, definition);
        for (var round = 0; round < 60 && (await api.GetAsync(definition.Name)).IsLive; round++)
        {
            await api.RoundAsync();
            await seldon.ReconcileAsync();
            var outcomes = Enumerable.Range(0, 20).SelectMany(i => new[] { Outcome("digits-stable", i < 20 * control), Outcome("digits-canary", i < 20 * treatment) });
            await api.Store.RecordAsync(definition.Name, [.. outcomes], CancellationToken.None);
            api.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        return (await api.GetAsync(definition.Name)).State.ToString();
    }

    private static async Task AddAsync(TestApi api, ExperimentDefinition definition)
    {
        var now = api.Clock.GetUtcNow();
        Assert.Null(await api.Store.TryAddAsync(new() { Definition = definition, State = ExperimentState.Validating, Created = now, Since = now }, CancellationToken.None));
    }

    private static Outcome Outcome(string backend, bool right) => new() { Backend = backend, Values = new Dictionary<string, double> { ["accuracy"] = right ? 1 : 0 } };
}
