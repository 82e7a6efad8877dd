using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.ExperimentApi.States;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Running;

public sealed class KServeExperimentTests
{
    private const string Name = "b-against-a";

    private const string Definition = """
        {"name":"b-against-a","namespace":"model-serving","platform":"kserve","target":"digits",
         "treatment":{"modelUri":"gs://my-bucket/models/model-b"},
         "ramp":{"strategy":"step","steps":[10,50],"dwellSeconds":30,"minimumRequests":5},
         "plan":{"samplesPerArm":50,"provisioningSeconds":60}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Experiment_BetterTreatment_IsPromoted_AlsoWhenRestartedInEveryRound(bool restarts)
    {
        var cluster = new FakeCluster();
        var kserve = await FakeKServe.CreateAsync(cluster);
        await using var api = await TestApi.StartAsync(cluster);
        await PostAsync(api, "/experiments", Definition, HttpStatusCode.Created);

        await RunAsync(api, kserve, restarts, 0.6, 1.0);

        var service = await kserve.GetAsync();
        Assert.Equal(("gs://my-bucket/models/model-b", null), (service.Spec?.Predictor?.Model?.StorageUri, service.Spec?.Predictor?.CanaryTrafficPercent));
        Assert.Equal(
            ["Validating", "Provisioning", "Ramping", "Holding", "Deciding", "Promoting", "Promoted"],
            (await api.Store.EventsAsync(Name, CancellationToken.None)).Select(change => change.To.ToString()));
        Assert.Equal(
            [
                """{"spec":{"predictor":{"canaryTrafficPercent":0,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""",
                """{"spec":{"predictor":{"canaryTrafficPercent":10,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""",
                """{"spec":{"predictor":{"canaryTrafficPercent":50,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""",
                """{"spec":{"predictor":{"canaryTrafficPercent":null,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""",
            ],
            cluster.Patches.Select(patch => patch.Patch));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Experiment_WorseTreatment_IsRolledBackToTheSavedSpec(bool restarts)
    {
        var cluster = new FakeCluster();
        var kserve = await FakeKServe.CreateAsync(cluster);
        await using var api = await TestApi.StartAsync(cluster);
        await PostAsync(api, "/experiments", Definition, HttpStatusCode.Created);

        await RunAsync(api, kserve, restarts, 1.0, 0.6);

        var service = await kserve.GetAsync();
        Assert.Equal(ExperimentState.RolledBack, (await api.GetAsync(Name)).State);
        Assert.Equal((FakeKServe.ControlUri, null), (service.Spec?.Predictor?.Model?.StorageUri, service.Spec?.Predictor?.CanaryTrafficPercent));
        Assert.Equal(100, Assert.Single(service.Status?.Components?["predictor"].Traffic ?? []).Percent);

        // The control had all the traffic before its spec came back.
        Assert.Equal("""{"spec":{"predictor":{"canaryTrafficPercent":0,"model":{"storageUri":"gs://my-bucket/models/model-b"}}}}""", cluster.Patches[^2].Patch);
    }

    [Fact]
    public async Task Experiment_TreatmentThatCannotLoad_IsRolledBackWithItsReason()
    {
        var cluster = new FakeCluster();
        var kserve = await FakeKServe.CreateAsync(cluster);
        kserve.BrokenUri = "gs://my-bucket/models/model-b";
        await using var api = await TestApi.StartAsync(cluster);
        await PostAsync(api, "/experiments", Definition, HttpStatusCode.Created);

        await RunAsync(api, kserve, false, 1, 1);

        var snapshot = await api.GetAsync(Name);
        Assert.Equal((ExperimentState.RolledBack, "the treatment was not ready in 60 s: bucket not mapped"), (snapshot.State, snapshot.Reason));
        Assert.Equal(FakeKServe.ControlUri, (await kserve.GetAsync()).Spec?.Predictor?.Model?.StorageUri);
    }

    [Fact]
    public async Task Experiment_CancelledWhileRamping_PutsEverythingBack()
    {
        var cluster = new FakeCluster();
        var kserve = await FakeKServe.CreateAsync(cluster);
        await using var api = await TestApi.StartAsync(cluster);
        await PostAsync(api, "/experiments", Definition, HttpStatusCode.Created);
        for (var i = 0; i < 5; i++)
        {
            await api.RoundAsync();
            await kserve.ReconcileAsync();
        }

        Assert.Equal(ExperimentState.Ramping, (await api.GetAsync(Name)).State);
        await PostAsync(api, $"/experiments/{Name}/cancel", "", HttpStatusCode.OK);
        await RunAsync(api, kserve, false, 1, 1);

        Assert.Equal(ExperimentState.Cancelled, (await api.GetAsync(Name)).State);
        Assert.Equal(FakeKServe.ControlUri, (await kserve.GetAsync()).Spec?.Predictor?.Model?.StorageUri);
        await PostAsync(api, $"/experiments/{Name}/promote", "", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Experiment_WhenAWriteFails_TriesAgainInTheNextRound()
    {
        var cluster = new FakeCluster();
        var kserve = await FakeKServe.CreateAsync(cluster);
        await using var api = await TestApi.StartAsync(cluster);
        await PostAsync(api, "/experiments", Definition, HttpStatusCode.Created);
        cluster.FailNextWrite = new HttpRequestException("the control plane is away");

        await api.RoundAsync();
        Assert.Empty(cluster.Patches);
        await api.RoundAsync();
        await kserve.ReconcileAsync();

        Assert.Single(cluster.Patches);
        Assert.Equal(ExperimentState.Provisioning, (await api.GetAsync(Name)).State);
    }

    private static async Task RunAsync(TestApi api, FakeKServe kserve, bool restarts, double controlAccuracy, double treatmentAccuracy)
    {
        for (var round = 0; round < 60; round++)
        {
            if (!(await api.GetAsync(Name)).IsLive)
            {
                return;
            }

            await api.RoundAsync();
            if (restarts)
            {
                await api.RestartAsync();
            }

            await kserve.ReconcileAsync();
            await PushAsync(api, controlAccuracy, treatmentAccuracy);
            api.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Fail($"the experiment is still {(await api.GetAsync(Name)).State} after 60 rounds");
    }

    /// <summary>Twenty outcomes an arm, of which the given shares are right.</summary>
    private static Task PushAsync(TestApi api, double control, double treatment)
    {
        var outcomes = new JsonArray();
        for (var i = 0; i < 20; i++)
        {
            outcomes.Add(new JsonObject { ["arm"] = "control", ["values"] = new JsonObject { ["accuracy"] = i < 20 * control ? 1 : 0 } });
            outcomes.Add(new JsonObject { ["arm"] = "treatment", ["values"] = new JsonObject { ["accuracy"] = i < 20 * treatment ? 1 : 0 } });
        }

        return PostAsync(api, $"/experiments/{Name}/outcomes", outcomes.ToJsonString(), HttpStatusCode.OK);
    }

    private static async Task PostAsync(TestApi api, string path, string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.True(response.StatusCode == expected, await response.Content.ReadAsStringAsync());
    }
}
