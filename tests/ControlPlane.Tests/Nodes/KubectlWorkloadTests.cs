using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Nodes;

/// <summary>What a user's kubectl sees of rollouts and of pods that fail, on a real node.</summary>
public sealed class KubectlWorkloadTests : IAsyncLifetime
{
    private readonly RunningApi _api = new() { Reconciles = true };
    private NodeProcess? _node;

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _node = new NodeProcess(_api, "node-1", "models", RepositoryPaths.InRepository("models"));
    }

    public async ValueTask DisposeAsync()
    {
        _node?.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Rollout_ThatCannotSucceed_ExceedsItsDeadlineAndIsUndone()
    {
        var kubectl = new Kubectl(_api);
        await kubectl.RunAsync("apply -f -", Deployment);
        await kubectl.RunAsync("rollout status deploy/web --timeout=50s");

        await kubectl.RunAsync("""patch deploy web -p '{"spec":{"progressDeadlineSeconds":3}}'""");
        await kubectl.RunAsync("set image deploy/web c=busybox:1");
        Assert.Contains("exceeded its progress deadline", await kubectl.FailAsync("rollout status deploy/web --timeout=50s"), StringComparison.Ordinal);
        await kubectl.RunAsync("rollout undo deploy/web");
        await kubectl.RunAsync("rollout status deploy/web --timeout=50s");

        Assert.Matches(@"2\s+<none>\s+3\s+<none>", await kubectl.RunAsync("rollout history deploy/web"));
        await kubectl.RunAsync("wait --for=condition=Available deploy/web --timeout=10s");
        await kubectl.RunAsync("wait --for=jsonpath={.status.readyReplicas}=1 deploy/web --timeout=10s");
        await kubectl.RunAsync("delete deploy web --cascade=foreground --timeout=30s");
        await kubectl.RunAsync("wait --for=delete pod -l app=web --timeout=30s");
        Assert.DoesNotContain("<unset>", await kubectl.RunAsync("describe node node-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_ThatCrashes_KeepsTheLogOfItsLastRun()
    {
        var kubectl = new Kubectl(_api);
        await kubectl.RunAsync("apply -f -", Crashing);

        await kubectl.RunAsync("wait --for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff pod/crash --timeout=40s");

        Assert.Matches(@"crash +0/1 +CrashLoopBackOff +1 \(\d+s ago\)", await kubectl.RunAsync("get pod crash"));
        Assert.Contains("--rest_api_port does not take", await kubectl.RunAsync("logs crash --previous"), StringComparison.Ordinal);
        Assert.Contains("--rest_api_port does not take", await kubectl.RunAsync("logs crash --tail=1"), StringComparison.Ordinal);
        Assert.Empty(await kubectl.RunAsync("logs crash --since-time=2999-01-01T00:00:00Z"));
        var described = await kubectl.RunAsync("describe pod crash");
        Assert.Matches(@"Last State: +Terminated\s+Reason: +Error", described);
        Assert.Contains("Back-off restarting failed container crash in pod crash_default", described, StringComparison.Ordinal);
    }

    private const string Crashing = """
        apiVersion: v1
        kind: Pod
        metadata: {name: crash}
        spec: {containers: [{name: crash, image: tensorflow/serving, args: [--rest_api_port=many]}]}
        """;

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: c
                image: tensorflow/serving:2.14.0
                args: [--model_name=m, --model_base_path=/models/production-model]
                volumeMounts: [{name: models, mountPath: /models}]
              volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: models}
        spec: {accessModes: [ReadOnlyMany], resources: {requests: {storage: 1Gi}}}
        """;
}
