using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

/// <summary>What a pod goes through besides serving: hooks, deadlines, restart policies and earlier processes of its node.</summary>
public sealed class PodLifecycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostStart_ThatFails_RestartsTheContainer()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Lifecycle = new V1Lifecycle { PostStart = new() { HttpGet = new() { Path = "/absent", Port = "rest" } } };
        await run.CreateAsync(container);

        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0] is { RestartCount: 1 }, "a restart");

        Assert.StartsWith("PostStartHook failed: HTTP probe failed with statuscode: 404", pod.Status.ContainerStatuses[0].LastState.Terminated.Message);
        Assert.Equal("PostStartHook failed: HTTP probe failed with statuscode: 404", (await run.EventAsync("FailedPostStartHook")).Message);
    }

    [Fact]
    public async Task PostStart_CommandThatCannotRun_IsToldAndPassedOver()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Lifecycle = new V1Lifecycle { PostStart = new() { Exec = new() { Command = ["/bin/prepare"] } } };
        await run.CreateAsync(container);

        await run.ReadyAsync();

        Assert.Contains("command [/bin/prepare] cannot run here", (await run.EventAsync("FailedPostStartHook")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ActiveDeadline_Passed_FailsThePodAndKeepsItsLog()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        await CreateAsync(run, spec => spec.ActiveDeadlineSeconds = 1);

        var pod = await run.WaitAsync(pod => pod.Status?.Phase == "Failed", "the deadline");

        Assert.Equal("DeadlineExceeded", pod.Status.Reason);
        Assert.Equal("Pod was active on the node longer than the specified deadline", (await run.EventAsync("DeadlineExceeded")).Message);
        Assert.NotNull(run.Node.Logs.Find(new ContainerKey(NodeRun.Namespace, "p", "serving"), previous: false));
    }

    [Fact]
    public async Task Container_OfAPodThatNeverRestarts_FailsThePodOnce()
    {
        await using var run = new NodeRun();
        await CreateAsync(run, spec =>
        {
            spec.RestartPolicy = "Never";
            spec.Containers[0].Args = ["--rest_api_port=many"];
        });

        var pod = await run.WaitAsync(pod => pod.Status?.Phase == "Failed", "the failure");

        Assert.Equal((0, 1), (pod.Status.ContainerStatuses[0].RestartCount, pod.Status.ContainerStatuses[0].State.Terminated.ExitCode));
    }

    [Fact]
    public async Task Container_OfAProcessBefore_CountsAsRestarted()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var status = new V1ContainerStatus
        {
            Name = "serving",
            Image = "tensorflow/serving:2.14.0",
            ImageID = string.Empty,
            ContainerID = "modelserving://1",
            RestartCount = 2,
            State = new() { Running = new() { StartedAt = DateTime.UnixEpoch } },
        };
        await CreateAsync(run, _ => { }, new V1PodStatus { Phase = "Running", ContainerStatuses = [status] });

        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses is [{ Ready: true, RestartCount: 3 }], "a new run");

        var last = pod.Status.ContainerStatuses[0].LastState.Terminated;
        Assert.Equal((255, "Unknown", "modelserving://1"), (last.ExitCode, last.Reason, last.ContainerID));
    }

    [Theory]
    [InlineData("busybox:1", null, "ErrImagePull", "ImagePullBackOff")]
    [InlineData("busybox:1", "Never", "ErrImageNeverPull", "ErrImageNeverPull")]
    [InlineData("Busybox", null, "InvalidImageName", "InvalidImageName")]
    public async Task Image_ThatNothingMaps_IsToldAsAPullThatFails(string image, string? policy, string first, string later)
    {
        await using var run = new NodeRun();
        await CreateAsync(run, spec => (spec.Containers[0].Image, spec.Containers[0].ImagePullPolicy) = (image, policy));

        await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == later, later);

        Assert.Equal("Warning", (await run.EventAsync(happened => happened.Message == $"Error: {first}", "the failure")).Type);
    }

    private static Task<V1Pod> CreateAsync(NodeRun run, Action<V1PodSpec> change, V1PodStatus? status = null)
    {
        var spec = new V1PodSpec { NodeName = "node-1", Containers = [NodeRun.Container()], Volumes = [NodeRun.Claim], TerminationGracePeriodSeconds = 1 };
        change(spec);
        return run.Cluster.CreateAsync(new V1Pod { Metadata = NodeRun.Meta("p"), Spec = spec, Status = status }, Token);
    }
}
