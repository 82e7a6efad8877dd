using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ModelServer.Nodes;
using ModelServing.ModelServer.Nodes.Processes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

/// <summary>Whose the CPU time of a node is, and how it tells of it.</summary>
public sealed class NodeUsageTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    [Fact]
    public void Report_ModelServersOfOneProcess_ShareItsTimeByHowLongTheirModelsRan()
    {
        var usage = new NodeUsage(_clock);
        var (busy, idle) = (TimeSpan.Zero, TimeSpan.Zero);
        using var first = usage.Track(Container("a"), () => busy);
        using var second = usage.Track(Container("b"), () => busy / 3);
        using var third = usage.Track(Container("c"), () => idle);
        usage.Report();
        Spend();
        busy = TimeSpan.FromSeconds(3);

        var before = usage.Report();
        Spend();
        var after = usage.Report();

        var (a, b) = (Use(before, "a").Use.Processor, Use(before, "b").Use.Processor);
        Assert.InRange(a, TimeSpan.FromMilliseconds(20), before.Node.Use.Processor);
        Assert.Equal(3, a / b, 0.01);
        Assert.Equal(TimeSpan.Zero, Use(before, "c").Use.Processor);
        Assert.Equal((a, b), (Use(after, "a").Use.Processor, Use(after, "b").Use.Processor)); // none ran: the time is nobody's
        Assert.True(after.Node.Use.Processor > before.Node.Use.Processor);
    }

    [Fact]
    public void Report_ProcessesWhoseTimeGoesBack_CountOn()
    {
        var usage = new NodeUsage(_clock);
        ProcessUse? told = new ProcessUse(TimeSpan.FromSeconds(5), 1);
        using var container = usage.Track(Container("a"), _ => told);

        Assert.Equal((5, null), (Seconds(), Use(usage.Report(), "a").Cores));
        told = new ProcessUse(TimeSpan.FromSeconds(2), 1);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(5, Seconds());
        told = new ProcessUse(TimeSpan.FromSeconds(3), 1);
        Assert.Equal((6, 0.25), (Seconds(), Use(usage.Report(), "a").Cores));
        told = null;
        Assert.Empty(usage.Report().Containers);

        double Seconds() => Use(usage.Report(), "a").Use.Processor.TotalSeconds;
    }

    [Fact]
    public void Report_AskedOften_IsStillAnAverageOfSeconds()
    {
        var usage = new NodeUsage(_clock);
        var told = new ProcessUse(TimeSpan.FromSeconds(5), 1);
        using var container = usage.Track(Container("a"), _ => told);
        usage.Report();
        told = new ProcessUse(TimeSpan.FromSeconds(15), 1);
        _clock.Advance(TimeSpan.FromSeconds(10));

        for (var i = 0; i < 100; i++)
        {
            usage.Report();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(1, Use(usage.Report(), "a").Cores!.Value, 0.1); // it is known by now
    }

    [Fact]
    public void Describe_IsAKubeletsSummary_LessWhatIsNotKnown()
    {
        var (since, time) = (_clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(10));
        var report = new UsageReport(time, new(since, new(TimeSpan.FromSeconds(30), 1000), 1.5), new Dictionary<ContainerIdentity, ContainerUse>
        {
            [Container("a")] = new(since, new(TimeSpan.FromSeconds(2), 100), 0.5),
            [Container("b")] = new(since, new(TimeSpan.Zero, 200), null),
        });

        var expected = JsonNode.Parse("""
            {
              "node": {
                "nodeName": "node-1",
                "startTime": "2026-01-02T03:04:05Z",
                "cpu": { "time": "2026-01-02T03:04:15.6780000Z", "usageCoreNanoSeconds": 30000000000, "usageNanoCores": 1500000000 },
                "memory": { "time": "2026-01-02T03:04:15.6780000Z", "workingSetBytes": 1000 }
              },
              "pods": [{
                "podRef": { "name": "p", "namespace": "ns", "uid": "u" },
                "startTime": "2026-01-02T03:04:05Z",
                "cpu": { "time": "2026-01-02T03:04:15.6780000Z", "usageCoreNanoSeconds": 2000000000 },
                "memory": { "time": "2026-01-02T03:04:15.6780000Z", "workingSetBytes": 300 },
                "containers": [
                  {
                    "name": "a",
                    "startTime": "2026-01-02T03:04:05Z",
                    "cpu": { "time": "2026-01-02T03:04:15.6780000Z", "usageCoreNanoSeconds": 2000000000, "usageNanoCores": 500000000 },
                    "memory": { "time": "2026-01-02T03:04:15.6780000Z", "workingSetBytes": 100 }
                  },
                  {
                    "name": "b",
                    "startTime": "2026-01-02T03:04:05Z",
                    "cpu": { "time": "2026-01-02T03:04:15.6780000Z", "usageCoreNanoSeconds": 0 },
                    "memory": { "time": "2026-01-02T03:04:15.6780000Z", "workingSetBytes": 200 }
                  }
                ]
              }]
            }
            """)!; // it is written above
        Assert.Equal(expected.ToJsonString(), Reordered(StatsSummaryEndpoint.Describe(report, "node-1")));
    }

    private static ContainerIdentity Container(string name) => new(new("ns", "p", name), "u");

    private static ContainerUse Use(UsageReport report, string name) => report.Containers[Container(name)];

    /// <summary>Puts containers last, as they are easiest to read.</summary>
    private static string Reordered(JsonObject summary)
    {
        foreach (var pod in summary["pods"]!.AsArray().OfType<JsonObject>()) // pods are always told
        {
            var containers = pod["containers"];
            pod.Remove("containers");
            pod["containers"] = containers;
        }

        return summary.ToJsonString();
    }

    /// <summary>Uses this process's CPU.</summary>
    private static void Spend()
    {
        var until = Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(50);
        while (Environment.CpuUsage.TotalTime < until)
        {
            _ = double.Parse("1.5", CultureInfo.InvariantCulture);
        }
    }
}
