using System.Globalization;
using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes.Processes;

/// <summary>Containers that are commands of this machine: a shell's, which every Linux has.</summary>
public sealed class ProcessContainerTests
{
    private const string Image = "my/server";

    private static readonly ContainerKey Key = new(NodeRun.Namespace, "p", "c");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Command_FindsItsVariablesArgumentsPortsAndFiles()
    {
        await using var run = new NodeRun((Image, """sh -c 'echo "$HOSTNAME $GREETING $1 $PORT $PORT_9090 $DIR"; cat /data/file; echo oops >&2; exec sleep 60' sh"""));
        await run.Cluster.CreateAsync(new V1ConfigMap { Metadata = NodeRun.Meta("map"), Data = new Dictionary<string, string> { ["file"] = "content\n" } }, Token);
        var container = Container();
        container.Args = ["$(GREETING)!"];
        container.Env = [new() { Name = "GREETING", Value = "hello" }, new() { Name = "DIR", Value = "/data/x" }];
        container.Ports = [new V1ContainerPort { ContainerPort = 8080 }, new V1ContainerPort { ContainerPort = 9090, HostPort = 9191 }];
        container.VolumeMounts = [new V1VolumeMount { Name = "map", MountPath = "/data" }];
        await run.CreateAsync(container, new V1Volume { Name = "map", ConfigMap = new() { Name = "map" } });

        var pod = await run.ReadyAsync();

        await Until.TrueAsync(() => Lines(run).Count == 3, "three lines");
        var lines = Lines(run);
        Assert.Contains("content", lines);
        Assert.Contains("oops", lines);
        Assert.Matches($"^p hello hello! {NodeRun.Port(pod, 8080)} 9191 /.*/volumes/map/x$", lines.Single(line => line.StartsWith("p ", StringComparison.Ordinal)));
        Assert.Equal(9191, NodeRun.Port(pod, 9090));
        Assert.Null(Environment.GetEnvironmentVariable("GREETING"));
    }

    [Fact]
    public async Task Process_ThatEnds_IsRestartedWithItsExitCodeTold()
    {
        await using var run = new NodeRun((Image, "sh -c 'echo first; exit 3'"));
        await run.CreateAsync(Container());

        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CrashLoopBackOff", "a back-off");

        var status = pod.Status.ContainerStatuses[0];
        Assert.Equal((1, 3, "Error"), (status.RestartCount, status.LastState.Terminated.ExitCode, status.LastState.Terminated.Reason));
        Assert.Equal("Running", pod.Status.Phase);
        Assert.Equal(["first"], Lines(run, previous: true));
    }

    [Theory]
    [InlineData("Never", "exit 0", "Succeeded", "Completed")]
    [InlineData("Never", "exit 7", "Failed", "Error")]
    [InlineData("OnFailure", "exit 0", "Succeeded", "Completed")]
    public async Task Pod_ThatRunsToItsEnd_IsOver(string policy, string script, string phase, string reason)
    {
        await using var run = new NodeRun((Image, $"sh -c '{script}'"));
        await CreateAsync(run, Container(), spec => spec.RestartPolicy = policy);

        var pod = await run.WaitAsync(pod => pod.Status?.Phase == phase, phase);

        var status = pod.Status.ContainerStatuses[0];
        Assert.Equal((0, reason, false), (status.RestartCount, status.State.Terminated.Reason, status.Ready));
    }

    [Fact]
    public async Task InitContainer_RunsToItsEndBeforeTheOthers()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var volume = new V1VolumeMount { Name = "work", MountPath = "/work" };
        var first = new V1Container { Name = "first", Image = Image, Args = ["echo made > /work/file"], VolumeMounts = [volume] };
        var container = Container();
        (container.Args, container.VolumeMounts) = (["cat /work/file; exec sleep 60"], [volume]);
        await CreateAsync(run, container, spec =>
        {
            spec.InitContainers = [first];
            spec.Volumes = [new V1Volume { Name = "work", EmptyDir = new() }];
        });

        var pod = await run.ReadyAsync();

        await Until.TrueAsync(() => Lines(run) is ["made"], "the file that was made");
        Assert.Equal((true, 0), (pod.Status.InitContainerStatuses[0].Ready, pod.Status.InitContainerStatuses[0].State.Terminated.ExitCode));
    }

    [Fact]
    public async Task ExecProbes_RunInTheContainersSurroundings()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var container = Container();
        container.Args = ["exec sleep 60"];
        container.Env = [new() { Name = "FILE", Value = "/work/ready" }];
        container.VolumeMounts = [new V1VolumeMount { Name = "work", MountPath = "/work" }];
        container.Lifecycle = new V1Lifecycle { PostStart = new() { Exec = new() { Command = ["sh", "-c", "touch /work/alive"] } } };
        container.ReadinessProbe = new V1Probe { Exec = new() { Command = ["sh", "-c", "cat $FILE 2>/dev/null || { echo not yet; exit 1; }"] }, PeriodSeconds = 1 };
        container.LivenessProbe = new V1Probe { Exec = new() { Command = ["sh", "-c", "test -f /work/alive"] }, PeriodSeconds = 1, FailureThreshold = 1 };
        await CreateAsync(run, container, spec => spec.Volumes = [new V1Volume { Name = "work", EmptyDir = new() }]);
        Assert.Equal("Readiness probe failed: not yet", (await run.EventAsync("Unhealthy")).Message);
        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Running is not null, "a running container");
        var work = Path.Combine(run.Node.Settings.PodsFolder, pod.Metadata.Uid, "volumes", "work");

        await File.WriteAllTextAsync(Path.Combine(work, "ready"), "", Token);
        await run.ReadyAsync();
        File.Delete(Path.Combine(work, "alive"));

        var restarted = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].RestartCount == 1, "a restart");
        Assert.Equal(143, restarted.Status.ContainerStatuses[0].LastState.Terminated.ExitCode);
        Assert.Equal("Container c failed liveness probe, will be restarted", (await run.EventAsync("Killing")).Message);
    }

    [Fact]
    public async Task ExecProbe_ThatTakesTooLong_HasFailed()
    {
        await using var run = new NodeRun((Image, "sleep 60"));
        var container = Container();
        container.ReadinessProbe = new V1Probe { Exec = new() { Command = ["sleep", "30"] }, TimeoutSeconds = 1, PeriodSeconds = 1 };
        await run.CreateAsync(container);

        Assert.Equal("Readiness probe failed: command \"sleep 30\" timed out", (await run.EventAsync("Unhealthy")).Message);
    }

    [Theory]
    [InlineData("trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.1; done", true)]
    [InlineData("trap '' TERM; echo up; while :; do sleep 0.1; done", false)]
    public async Task Deletion_AsksTheProcessAndThenKillsIt(string script, bool listens)
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var container = Container();
        container.Args = [$"sleep 300 & echo $!; {script}"];
        await CreateAsync(run, container, spec => spec.TerminationGracePeriodSeconds = 3);
        await Until.TrueAsync(() => Lines(run) is [_, "up"], "the process");
        var log = run.Node.Logs.Find(Key, previous: false)!; // it has just been read
        var child = int.Parse(Lines(run)[0], CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{child}"));

        var started = TimeProvider.System.GetTimestamp();
        await run.Cluster.DeleteAsync<V1Pod>("p", NodeRun.Namespace, Token);
        await Until.TrueAsync(() => run.Node.Logs.Find(Key, previous: false) is null, "the pod's end");

        Assert.Equal(listens, Lines(log).Contains("asked"));
        Assert.True(listens || TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(1), "it was killed before its time was over");
        await Until.TrueAsync(() => !Directory.Exists($"/proc/{child}"), "the end of what it started");
    }

    [Theory]
    [InlineData("not-there -x", "exec: \"not-there\": executable file not found in $PATH: unknown")]
    [InlineData("/not/there", "exec: \"/not/there\": stat /not/there: no such file or directory: unknown")]
    public async Task Command_ThatIsNotThere_IsAStartError(string command, string expected)
    {
        await using var run = new NodeRun((Image, command));
        await CreateAsync(run, Container(), spec => spec.RestartPolicy = "Never");

        var pod = await run.WaitAsync(pod => pod.Status?.Phase == "Failed", "the failure");

        var ended = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((128, "StartError"), (ended.ExitCode, ended.Reason));
        Assert.EndsWith(expected, ended.Message, StringComparison.Ordinal);
        Assert.Equal($"Error: {ended.Message}", (await run.EventAsync("Failed")).Message);
    }

    [Theory]
    [InlineData(null, "File", "echo logged; printf done > /dev/termination-log", "Succeeded", "done")]
    [InlineData("/data/last", "File", "echo logged; printf why > /data/last; exit 2", "Failed", "why")]
    [InlineData(null, "FallbackToLogsOnError", "echo first; echo last; exit 2", "Failed", "first\nlast\n")]
    [InlineData(null, "FallbackToLogsOnError", "echo first >&2; echo last >&2; exit 2", "Failed", "first\nlast\n")] // two pipes have no order between them
    [InlineData(null, "FallbackToLogsOnError", "echo logged; printf why > /dev/termination-log; exit 2", "Failed", "why")]
    [InlineData(null, "FallbackToLogsOnError", "echo logged", "Succeeded", null)]
    [InlineData(null, "File", "echo logged; exit 2", "Failed", null)]
    public async Task Process_ThatEnds_SaysWhy(string? path, string policy, string script, string phase, string? message)
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var container = Container();
        (container.Args, container.TerminationMessagePath, container.TerminationMessagePolicy) = ([script], path, policy);
        await CreateAsync(run, container, spec => spec.RestartPolicy = "Never");

        var pod = await run.WaitAsync(pod => pod.Status?.Phase == phase, phase);

        Assert.Equal(message, pod.Status.ContainerStatuses[0].State.Terminated.Message);
    }

    [Fact]
    public async Task TerminationMessage_IsTheEndOfTheFile_AndOfTheLastRunOnly()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        var container = Container();
        container.VolumeMounts = [new V1VolumeMount { Name = "work", MountPath = "/work" }];
        container.Args = ["test -f /work/once && { sleep 1; exit 1; }; touch /work/once; head -c 5000 /dev/zero | tr '\\0' x > /dev/termination-log; printf END >> /dev/termination-log; exit 1"];
        await CreateAsync(run, container, spec => spec.Volumes = [new V1Volume { Name = "work", EmptyDir = new() }]);

        var first = await run.WaitAsync(pod => Ended(pod)?.Message is not null, "the first run's message");
        var second = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].RestartCount == 1 && Ended(pod) is { Message: null }, "a second run without one");

        Assert.Equal(new string('x', 4093) + "END", Ended(first)?.Message);
        Assert.Equal(1, Ended(second)?.ExitCode);

        static V1ContainerStateTerminated? Ended(V1Pod pod) => pod.Status?.ContainerStatuses?[0] is { } status ? status.State.Terminated ?? status.LastState?.Terminated : null;
    }

    [Fact]
    public async Task Container_RefusedBeforeItStarts_CountsNoRestart()
    {
        await using var run = new NodeRun((Image, "sh -c 'sleep 1; exit 1'"));
        var container = Container();
        container.Env = [new() { Name = "KEY", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "map", Key = "key" } } }];
        await run.CreateAsync(container);

        var refused = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CreateContainerConfigError", "a refusal");
        Assert.Equal((0, "configmap \"map\" not found", "Pending"), (refused.Status.ContainerStatuses[0].RestartCount, refused.Status.ContainerStatuses[0].State.Waiting.Message, refused.Status.Phase));
        Assert.Null(refused.Status.ContainerStatuses[0].LastState.Terminated);
        Assert.Equal("Error: configmap \"map\" not found", (await run.EventAsync("Failed")).Message);

        await run.Cluster.CreateAsync(new V1ConfigMap { Metadata = NodeRun.Meta("map"), Data = new Dictionary<string, string> { ["key"] = "v" } }, Token);
        await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Running is not null, "a run");
        await run.Cluster.DeleteAsync<V1ConfigMap>("map", NodeRun.Namespace, Token);

        var again = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CreateContainerConfigError", "another refusal");
        Assert.Equal((0, 1, "Running"), (again.Status.ContainerStatuses[0].RestartCount, again.Status.ContainerStatuses[0].LastState.Terminated.ExitCode, again.Status.Phase));
    }

    private static V1Container Container() => new() { Name = "c", Image = $"{Image}:1" };

    private static Task<V1Pod> CreateAsync(NodeRun run, V1Container container, Action<V1PodSpec> change)
    {
        var spec = new V1PodSpec { NodeName = "node-1", Containers = [container], TerminationGracePeriodSeconds = 1 };
        change(spec);
        return run.Cluster.CreateAsync(new V1Pod { Metadata = NodeRun.Meta("p"), Spec = spec }, Token);
    }

    private static List<string> Lines(NodeRun run, bool previous = false) => run.Node.Logs.Find(Key, previous) is { } log ? Lines(log) : [];

    private static List<string> Lines(ContainerLog log)
    {
        List<string> lines = [];
        var reader = log.Open(new LogQuery()).Reader;
        while (reader.TryRead(out var line))
        {
            lines.Add(line.Text);
        }

        return lines;
    }
}
