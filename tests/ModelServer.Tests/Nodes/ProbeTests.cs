using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class ProbeTests
{
    private static readonly V1HTTPGetAction Healthy = new() { Path = "/v1/models/m", Port = "rest" };

    [Fact]
    public async Task Liveness_ThatFails_RestartsTheContainerAndBacksOff()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.LivenessProbe = new V1Probe { HttpGet = new() { Path = "/v1/models/absent", Port = 8501 }, PeriodSeconds = 1, FailureThreshold = 2 };
        await run.CreateAsync(container);

        var restarted = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0] is { RestartCount: 1, State.Running: not null }, "an immediate restart");
        var waiting = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CrashLoopBackOff", "a back-off");

        Assert.Equal((137, "Error"), (restarted.Status.ContainerStatuses[0].LastState.Terminated.ExitCode, restarted.Status.ContainerStatuses[0].LastState.Terminated.Reason));
        Assert.Equal($"back-off 10s restarting failed container=serving pod=p_model-serving({waiting.Metadata.Uid})", waiting.Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.Equal("Liveness probe failed: HTTP probe failed with statuscode: 404", (await run.EventAsync("Unhealthy")).Message);
        Assert.Equal("Container serving failed liveness probe, will be restarted", (await run.EventAsync("Killing")).Message);
        var backOff = await run.EventAsync("BackOff");
        Assert.Equal(("spec.containers{serving}", "Warning"), (backOff.InvolvedObject.FieldPath, backOff.Type));
        Assert.Equal($"Back-off restarting failed container serving in pod p_model-serving({waiting.Metadata.Uid})", backOff.Message);
    }

    [Fact]
    public async Task Startup_ThatNeverSucceeds_RestartsAContainerThatIsOtherwiseWell()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.ReadinessProbe = new V1Probe { HttpGet = Healthy };
        container.StartupProbe = new V1Probe { TcpSocket = new() { Port = 9999 }, PeriodSeconds = 1, FailureThreshold = 1 };
        await run.CreateAsync(container);

        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].RestartCount == 1, "a restart");

        Assert.False(pod.Status.ContainerStatuses[0].Ready);
        Assert.Equal("Startup probe failed: dial tcp 127.0.0.1:9999: connect: connection refused", (await run.EventAsync("Unhealthy")).Message);
        Assert.Equal("Container serving failed startup probe, will be restarted", (await run.EventAsync("Killing")).Message);
    }

    [Fact]
    public async Task Liveness_OfAServerThatWaitsForItsModels_IsRefusedAndRestartsIt()
    {
        await using var run = new NodeRun();
        var container = NodeRun.Container();
        container.LivenessProbe = new V1Probe { HttpGet = Healthy, PeriodSeconds = 1, FailureThreshold = 1 };
        await run.CreateAsync(container);

        var pod = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].RestartCount == 1, "a restart");

        Assert.False(pod.Status.ContainerStatuses[0].Ready);
        Assert.Equal("Liveness probe failed: Get \"http://127.0.0.1:8501/v1/models/m\": dial tcp 127.0.0.1:8501: connect: connection refused", (await run.EventAsync("Unhealthy")).Message);

        run.WriteModel("m", 1);
        await run.ReadyAsync();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tcp")]
    [InlineData("grpc")]
    [InlineData("exec")]
    public async Task Readiness_OfEveryKind_Succeeds(string kind)
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Args.Add("--enable_grpc_healthcheck_service=true");
        container.ReadinessProbe = kind switch
        {
            "http" => new V1Probe { HttpGet = Healthy },
            "tcp" => new V1Probe { TcpSocket = new() { Port = "grpc" } },
            "grpc" => new V1Probe { Grpc = new() { Port = 8500 } },
            _ => new V1Probe { Exec = new() { Command = ["sh", "-c", "curl -fsS http://localhost:8501/v1/models/m || exit 1"] } },
        };
        await run.CreateAsync(container);

        var pod = await run.ReadyAsync();

        Assert.True(pod.Status.ContainerStatuses[0].Started);
    }

    [Fact]
    public async Task Exec_OfAnotherCommand_IsToldAndTheModelsDecide()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.ReadinessProbe = new V1Probe { Exec = new() { Command = ["cat", "/tmp/healthy"] } };
        await run.CreateAsync(container);

        await run.ReadyAsync();

        Assert.Equal(
            "Readiness probe warning: command [cat /tmp/healthy] cannot run here: containers of this image are no processes; use httpGet, tcpSocket or grpc",
            (await run.EventAsync("ProbeWarning")).Message);
    }

    [Theory]
    [InlineData("true", "none 0 ")]
    [InlineData("curl -f http://localhost:8501/v1/models/m", "http 8501 /v1/models/m")]
    [InlineData("/usr/bin/wget -q -O- 127.0.0.1:8501/x?y=1", "http 8501 /x?y=1")]
    [InlineData("/bin/grpc_health_probe -addr=:8500 -service=s", "grpc 8500 s")]
    [InlineData("nc -z localhost 8500", "tcp 8500 ")]
    [InlineData("rm -rf /", null)]
    [InlineData("curl", null)]
    public void ProbeCommand_Map_KnowsTheUsualTools(string command, string? expected)
    {
        var target = ProbeCommand.Map(command.Split(' '));

        Assert.Equal(expected, target is null ? null : $"{target.Scheme} {target.Port} {target.Path}");
    }
}
