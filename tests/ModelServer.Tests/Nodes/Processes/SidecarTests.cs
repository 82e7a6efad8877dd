using k8s.Models;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes.Processes;

/// <summary>Init containers that keep running beside a pod's others.</summary>
public sealed class SidecarTests
{
    private const string Image = "my/tool";
    private const string UntilAsked = "while :; do sleep 0.1; done";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sidecar_StartsBeforeTheNextAndEndsAfterTheOthers()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var proxy = Sidecar($"trap 'echo proxy ends >> /work/log; exit 0' TERM; echo proxy >> /work/log; (sleep 0.5; touch /work/up) & {UntilAsked}");
        proxy.StartupProbe = new V1Probe { Exec = new() { Command = ["sh", "-c", "test -f /work/up"] }, PeriodSeconds = 1, FailureThreshold = 20 };
        await CreateAsync(
            run,
            [proxy, Container("next", "test -f /work/up && echo next >> /work/log")],
            Container("c", $"trap 'echo main ends >> /work/log; exit 0' TERM; echo main >> /work/log; {UntilAsked}"));

        var pod = await run.ReadyAsync();

        var status = pod.Status.InitContainerStatuses[0];
        Assert.Equal((true, true, 0), (status.Started, status.Ready, status.RestartCount));
        Assert.NotNull(status.State.Running);
        Assert.Equal("True", pod.Status.Conditions.Single(condition => condition.Type == "Initialized").Status);
        await Until.TrueAsync(() => Log(run).Contains("main"), "the main container's word");

        await run.Cluster.DeleteAsync<V1Pod>("p", NodeRun.Namespace, Token);

        await Until.TrueAsync(() => Log(run).Length == 5, "the pod's end");
        Assert.Equal(["proxy", "next", "main", "main ends", "proxy ends"], Log(run));
    }

    [Fact]
    public async Task Sidecar_OfAPodThatNeverRestarts_IsRestartedUntilTheOthersAreOver()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        await CreateAsync(
            run,
            [Sidecar($"test -f /work/once || {{ touch /work/once; sleep 1; exit 3; }}; trap 'exit 5' TERM; touch /work/twice; {UntilAsked}")],
            Container("c", "until test -f /work/go; do sleep 0.1; done"),
            "Never");
        var restarted = await run.WaitAsync(pod => pod.Status?.InitContainerStatuses?[0] is { RestartCount: 1, State.Running: not null }, "the sidecar's restart");
        Assert.Equal(("Running", 3), (restarted.Status.Phase, restarted.Status.InitContainerStatuses[0].LastState.Terminated.ExitCode));
        await Until.TrueAsync(() => File.Exists(Path.Combine(run.Models, "twice")), "the sidecar's second run");

        await File.WriteAllTextAsync(Path.Combine(run.Models, "go"), "", Token);

        var over = await run.WaitAsync(pod => pod.Status?.Phase == "Succeeded", "the pod's end");
        Assert.Equal((1, 5), (over.Status.InitContainerStatuses[0].RestartCount, over.Status.InitContainerStatuses[0].State.Terminated.ExitCode));
        Assert.Equal("Stopping container proxy", (await run.EventAsync("Killing")).Message);
    }

    private static V1Container Sidecar(string script)
    {
        var container = Container("proxy", script);
        container.RestartPolicy = "Always";
        return container;
    }

    private static V1Container Container(string name, string script) =>
        new() { Name = name, Image = Image, Args = [script], VolumeMounts = [new V1VolumeMount { Name = "models", MountPath = "/work" }] };

    private static string[] Log(NodeRun run) => File.Exists(Path.Combine(run.Models, "log")) ? File.ReadAllLines(Path.Combine(run.Models, "log")) : [];

    private static Task<V1Pod> CreateAsync(NodeRun run, V1Container[] init, V1Container main, string restartPolicy = "Always") => run.Cluster.CreateAsync(
        new V1Pod
        {
            Metadata = NodeRun.Meta("p"),
            Spec = new V1PodSpec
            {
                NodeName = "node-1", RestartPolicy = restartPolicy, InitContainers = init, Containers = [main], Volumes = [NodeRun.Claim], TerminationGracePeriodSeconds = 10,
            },
        },
        Token);
}
