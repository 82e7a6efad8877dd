using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class PodStatusWriterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Start.AddMinutes(1);
    private static readonly ContainerReport Init = new("storage-initializer", "kserve/storage-initializer:v0.20.0");
    private static readonly ContainerReport Main = new("main", "tensorflow/serving");

    [Fact]
    public void Write_FreshPod_IsPending()
    {
        var status = Write(new PodReport([Init], [Main], Start));

        Assert.Equal("Pending", (string?)status["phase"]);
        Assert.Equal("ContainerCreating", (string?)status["containerStatuses"]![0]!["state"]!["waiting"]!["reason"]);
        Assert.Equal([("PodReadyToStartContainers", "False"), ("Initialized", "False"), ("Ready", "False"), ("ContainersReady", "False")], Conditions(status));
    }

    [Fact]
    public void Write_ServingPod_IsReady()
    {
        var status = Write(new PodReport([Init.End(0, null, Start)], [Main.Run(Start) with { IsReady = true }], Start) { IsPrepared = true });

        Assert.Equal("Running", (string?)status["phase"]);
        Assert.Equal("127.0.0.1", (string?)status["podIP"]);
        Assert.Equal("2026-01-02T03:04:05Z", (string?)status["containerStatuses"]![0]!["state"]!["running"]!["startedAt"]);
        Assert.Equal("Completed", (string?)status["initContainerStatuses"]![0]!["state"]!["terminated"]!["reason"]);
        Assert.Equal([("PodReadyToStartContainers", "True"), ("Initialized", "True"), ("Ready", "True"), ("ContainersReady", "True")], Conditions(status));
    }

    [Fact]
    public void Write_FailedInitializer_StaysPendingWithTheReason()
    {
        var status = Write(new PodReport([Init.End(1, "bucket gs://b is not mapped", Start)], [Main], Start));

        var terminated = status["initContainerStatuses"]![0]!["state"]!["terminated"]!;
        Assert.Equal(("Pending", 1, "Error", "bucket gs://b is not mapped"), ((string?)status["phase"], (int)terminated["exitCode"]!, (string?)terminated["reason"], (string?)terminated["message"]));
        Assert.Equal("containers with incomplete status: [storage-initializer]", (string?)status["conditions"]![1]!["message"]);
    }

    [Theory]
    [InlineData(true, "True", "")]
    [InlineData(false, "False", "containers with unready status: [proxy]")]
    public void Write_Sidecar_CountsAmongTheContainers(bool isReady, string ready, string message)
    {
        var proxy = new ContainerReport("proxy", "my/proxy") { IsSidecar = true }.Run(Start) with { IsStarted = true, IsReady = isReady };

        var status = Write(new PodReport([proxy, Init.End(0, null, Start)], [Main.Run(Start) with { IsReady = true }], Start) { IsPrepared = true });

        Assert.Equal(("Running", isReady), ((string?)status["phase"], (bool)status["initContainerStatuses"]![0]!["ready"]!));
        Assert.Equal([("PodReadyToStartContainers", "True"), ("Initialized", "True"), ("Ready", ready), ("ContainersReady", ready)], Conditions(status));
        Assert.Equal(message, (string?)status["conditions"]![2]!["message"] ?? "");
    }

    [Fact]
    public void Write_SidecarThatHasNotStarted_KeepsThePodInitializing()
    {
        var proxy = new ContainerReport("proxy", "my/proxy") { IsSidecar = true }.Run(Start);

        var status = Write(new PodReport([proxy], [Main], Start));

        Assert.Equal(("Pending", "containers with incomplete status: [proxy]"), ((string?)status["phase"], (string?)status["conditions"]![1]!["message"]));
    }

    [Fact]
    public void Write_CrashLoop_KeepsTheFailureInTheLastState()
    {
        var failed = Main.Run(Start.AddMinutes(-1)).End(255, "no such model", Start);

        var status = Write(new PodReport([], [failed.Wait("CrashLoopBackOff", "back-off") with { Restarts = 2 }], Start));

        var container = status["containerStatuses"]![0]!;
        Assert.Equal("Running", (string?)status["phase"]);
        Assert.Equal(2, (int)container["restartCount"]!);
        Assert.Equal("CrashLoopBackOff", (string?)container["state"]!["waiting"]!["reason"]);
        Assert.Equal("no such model", (string?)container["lastState"]!["terminated"]!["message"]);
        Assert.Equal("2026-01-02T03:03:05Z", (string?)container["lastState"]!["terminated"]!["startedAt"]);
        Assert.Equal("2026-01-02T03:04:05Z", (string?)container["lastState"]!["terminated"]!["finishedAt"]);
        Assert.StartsWith("modelserving://", (string?)container["lastState"]!["terminated"]!["containerID"]);
    }

    [Fact]
    public void Write_ConditionsThatHold_KeepTheirTimesAndOthersStay()
    {
        V1PodCondition[] before =
        [
            new() { Type = "PodScheduled", Status = "True", LastTransitionTime = Start.UtcDateTime },
            new() { Type = "Initialized", Status = "True", LastTransitionTime = Start.UtcDateTime },
            new() { Type = "Ready", Status = "True", LastTransitionTime = Start.UtcDateTime },
        ];

        var status = PodStatusWriter.Write(new PodReport([], [Main], Start), before, Later);

        var times = status["conditions"]!.AsArray().ToDictionary(condition => (string)condition!["type"]!, condition => (string)condition!["lastTransitionTime"]!);
        Assert.Equal("2026-01-02T03:04:05Z", times["PodScheduled"]);
        Assert.Equal("2026-01-02T03:04:05Z", times["Initialized"]);
        Assert.Equal("2026-01-02T03:05:05Z", times["Ready"]);
    }

    [Fact]
    public void Write_PodPastItsDeadline_HasFailedForThatReason()
    {
        var status = Write(new PodReport([], [Main.Run(Start).End(137, null, Later)], Start) { Failure = ("DeadlineExceeded", "too long") });

        Assert.Equal(("Failed", "DeadlineExceeded", "too long"), ((string?)status["phase"], (string?)status["reason"], (string?)status["message"]));
        Assert.Equal("PodFailed", (string?)status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Ready")!["reason"]);
    }

    private static JsonObject Write(PodReport report) => PodStatusWriter.Write(report, [], Start);

    private static IEnumerable<(string, string)> Conditions(JsonObject status) =>
        status["conditions"]!.AsArray().Select(condition => ((string)condition!["type"]!, (string)condition!["status"]!));
}
