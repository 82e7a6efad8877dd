using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>What controllers are made of, in the public .NET client's own types: a leader, and a list that a watch keeps up to date.</summary>
public sealed class ControllerTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(api.Kubeconfig));

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LeaderElection_OneLeadsAndTheOtherTakesOver()
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        using var a = Elector("a");
        using var b = Elector("b");
        var aLeads = new TaskCompletionSource();
        var bLeads = new TaskCompletionSource();
        a.OnStartedLeading += aLeads.SetResult;
        b.OnStartedLeading += bLeads.SetResult;
        var aRuns = a.RunUntilLeadershipLostAsync(first.Token);
        await aLeads.Task.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken);
        var bRuns = b.RunUntilLeadershipLostAsync(second.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken);
        Assert.False(bLeads.Task.IsCompleted);

        await first.CancelAsync();
        await EndAsync(aRuns);
        await bLeads.Task.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken);

        var lease = await _client.CoordinationV1.ReadNamespacedLeaseAsync("elected", "default", cancellationToken: CancellationToken);
        Assert.Equal("b", lease.Spec.HolderIdentity);
        await second.CancelAsync();
        await EndAsync(bRuns);
    }

    [Fact]
    public async Task ListAndWatch_SeesEveryChangeOnceAndInOrder()
    {
        const int Writers = 4;
        const int Changes = 25;
        await _client.CoreV1.CreateNamespacedConfigMapAsync(New("before"), "default", cancellationToken: CancellationToken);
        var list = await _client.CoreV1.ListNamespacedConfigMapAsync("default", labelSelector: "kind=watched", cancellationToken: CancellationToken);
        var seen = list.Items.ToDictionary(item => item.Metadata.Name, item => long.Parse(item.Data["count"], System.Globalization.CultureInfo.InvariantCulture));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        end.CancelAfter(TimeSpan.FromSeconds(30));
        var versions = new List<long>();
        var watching = WatchAsync(list.ResourceVersion(), seen, versions, Writers * Changes, end.Token);

        await Parallel.ForAsync(0, Writers, CancellationToken, async (writer, token) =>
        {
            var map = await _client.CoreV1.CreateNamespacedConfigMapAsync(New($"w{writer}"), "default", cancellationToken: token);
            for (var count = 1; count < Changes; count++)
            {
                map.Data["count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
                map = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(map, map.Metadata.Name, "default", cancellationToken: token);
            }
        });

        await watching;
        Assert.Equal(versions.Order().Distinct(), versions);
        Assert.All(Enumerable.Range(0, Writers), writer => Assert.Equal(Changes - 1, seen[$"w{writer}"]));
        Assert.Equal(0, seen["before"]);
    }

    public void Dispose() => _client.Dispose();

    private async Task WatchAsync(string version, Dictionary<string, long> seen, List<long> versions, int expected, CancellationToken cancellationToken)
    {
        var changes = _client.CoreV1.WatchListNamespacedConfigMapAsync(
            "default", labelSelector: "kind=watched", resourceVersion: version, cancellationToken: cancellationToken);
        await foreach (var (type, item) in changes)
        {
            var count = long.Parse(item.Data["count"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(type == WatchEventType.Added ? 0 : seen[item.Metadata.Name] + 1, count);
            seen[item.Metadata.Name] = count;
            versions.Add(long.Parse(item.Metadata.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture));
            if (versions.Count == expected)
            {
                return;
            }
        }
    }

    private static V1ConfigMap New(string name) => new()
    {
        Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["kind"] = "watched" } },
        Data = new Dictionary<string, string> { ["count"] = "0" },
    };

    private LeaderElector Elector(string identity) => new(new LeaderElectionConfig(new LeaseLock(_client, "default", "elected", identity))
    {
        LeaseDuration = TimeSpan.FromSeconds(3),
        RenewDeadline = TimeSpan.FromSeconds(2),
        RetryPeriod = TimeSpan.FromMilliseconds(300),
    });

    private static async Task EndAsync(Task run)
    {
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // The way an elector ends that is told to.
        }
    }
}
