using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using ModelServing.Autoscaler.Actuation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Tests.Actuation;

public class ReplicaScalerTests
{
    private readonly FakeCluster _cluster = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-05-04T03:02:01Z"));

    public ReplicaScalerTests() => _cluster.Put(Deployment(3));

    [Fact]
    public async Task ScaleAsync_FreeDeployment_PatchesItsScaleAndLeavesAnAuditEntryAndAnEvent()
    {
        var outcome = await ScaleAsync(5);

        Assert.Equal(new ScaleOutcome(true, "scaled model-serving/web from 3 to 5"), outcome);
        var patch = Assert.Single(_cluster.Patches);
        Assert.Equal(("web", "scale"), (patch.Name, patch.Subresource));
        Assert.Equal("""{"metadata":{"resourceVersion":"1"},"spec":{"replicas":5}}""", patch.Body.ToJsonString());
        var expected = """{"timestamp":"2026-05-04T03:02:01+00:00","service":"web","namespace":"model-serving","old_replicas":3,"new_replicas":5,"reason":"because","scaling_direction":"up","magnitude":2}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Assert.Single(await AuditAsync())), (await AuditAsync()).ToJsonString());
        var recorded = Assert.Single((await _cluster.ListAsync<Corev1Event>(ResourceQuery.All, Cancellation)).Items);
        Assert.Equal(("web", "Scaled from 3 to 5: because"), (recorded.InvolvedObject.Name, recorded.Message));
    }

    [Fact]
    public async Task ScaleAsync_ChangedInBetween_ReadsAgainAndRetries()
    {
        _cluster.BeforePatch = cluster => cluster.Put(Deployment(4));

        var outcome = await ScaleAsync(6);

        Assert.Equal("scaled model-serving/web from 4 to 6", outcome.Message);
        Assert.Equal(2, _cluster.Patches.Count);
    }

    [Fact]
    public async Task ScaleAsync_OwnedByAnHpa_Refuses()
    {
        _cluster.Put(new V2HorizontalPodAutoscaler
        {
            Metadata = new V1ObjectMeta { Name = "web-hpa", NamespaceProperty = "model-serving" },
            Spec = new V2HorizontalPodAutoscalerSpec { MaxReplicas = 9, ScaleTargetRef = new V2CrossVersionObjectReference { Kind = "Deployment", Name = "web" } },
        });

        var outcome = await ScaleAsync(6);

        Assert.False(outcome.Applied);
        Assert.StartsWith("refused: HorizontalPodAutoscaler model-serving/web-hpa owns", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Patches);
    }

    [Fact]
    public async Task ScaleAsync_OwnedByAScaledObject_Refuses()
    {
        _cluster.KedaInstalled = true;
        _cluster.Put(new ScaledObject
        {
            Metadata = new V1ObjectMeta { Name = "web-so", NamespaceProperty = "model-serving" },
            Spec = new ScaledObjectSpec { ScaleTargetRef = new V2CrossVersionObjectReference { Name = "web" } },
        });

        Assert.StartsWith("refused: ScaledObject", (await ScaleAsync(6)).Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Patches);
    }

    [Fact]
    public async Task AppendAsync_TwoWriters_LoseNothing()
    {
        await Task.WhenAll(WriteAsync("a"), WriteAsync("b"));

        var reasons = (await AuditAsync()).Select(entry => (string)entry!["reason"]!).ToHashSet();
        Assert.Equal(60, reasons.Count);

        async Task WriteAsync(string writer)
        {
            for (var n = 0; n < 30; n++)
            {
                await Task.Yield();
                await new AuditLog(_cluster).AppendAsync(Event($"{writer}{n}"), Cancellation);
            }
        }
    }

    [Fact]
    public async Task AppendAsync_FullLog_KeepsTheLastThousand()
    {
        var log = new JsonArray([.. Enumerable.Range(0, 1000).Select(n => (JsonNode)new JsonObject { ["reason"] = $"{n}" })]);
        PutAudit(log.ToJsonString());

        await new AuditLog(_cluster).AppendAsync(Event("newest"), Cancellation);

        var entries = await AuditAsync();
        Assert.Equal(1000, entries.Count);
        Assert.Equal(("1", "newest"), ((string)entries[0]!["reason"]!, (string)entries[^1]!["reason"]!));
    }

    [Fact]
    public async Task AppendAsync_UnreadableLog_IsNeverWiped()
    {
        PutAudit("""[{"reason":"precious"}""");

        await Assert.ThrowsAsync<InvalidDataException>(() => new AuditLog(_cluster).AppendAsync(Event("new"), Cancellation));

        var map = await _cluster.FindAsync<V1ConfigMap>(AuditLog.Name, "model-serving", Cancellation);
        Assert.Equal("""[{"reason":"precious"}""", map!.Data[AuditLog.Key]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static V1Deployment Deployment(int replicas) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "model-serving", Uid = "u" },
        Spec = new V1DeploymentSpec { Replicas = replicas, Selector = new V1LabelSelector(), Template = new V1PodTemplateSpec() },
    };

    private static ScalingEvent Event(string reason) => new()
    {
        Timestamp = DateTimeOffset.UnixEpoch,
        Service = "web",
        Namespace = "model-serving",
        OldReplicas = 3,
        NewReplicas = 2,
        Reason = reason,
    };

    private void PutAudit(string text) => _cluster.Put(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = AuditLog.Name, NamespaceProperty = "model-serving" },
        Data = new Dictionary<string, string> { [AuditLog.Key] = text },
    });

    private Task<ScaleOutcome> ScaleAsync(int desired) =>
        new ReplicaScaler(_cluster, _time).ScaleAsync("model-serving", "web", desired, "because", Cancellation);

    private async Task<JsonArray> AuditAsync()
    {
        var map = await _cluster.FindAsync<V1ConfigMap>(AuditLog.Name, "model-serving", Cancellation);
        return JsonNode.Parse(map!.Data[AuditLog.Key])!.AsArray();
    }
}
