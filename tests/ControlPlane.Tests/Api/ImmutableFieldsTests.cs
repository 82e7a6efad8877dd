using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class ImmutableFieldsTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task SealedConfigMap_KeepsItsData()
    {
        await _kubectl.RunAsync("apply -f -", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"sealed"},"immutable":true,"data":{"a":"1"}}""");
        await _kubectl.RunAsync("label cm sealed a=b");

        Assert.Contains(
            "data: Forbidden: field is immutable when `immutable` is set", await _kubectl.FailAsync("patch cm sealed --type=merge -p '{\"data\":{\"a\":\"2\"}}'"), StringComparison.Ordinal);
        Assert.Contains(
            "immutable: Forbidden: field is immutable when `immutable` is set", await _kubectl.FailAsync("patch cm sealed --type=merge -p '{\"immutable\":false}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_KeepsItsType()
    {
        await _kubectl.RunAsync("create secret generic typed --from-literal=a=b");

        Assert.Contains("type: Invalid value: \"other\": field is immutable", await _kubectl.FailAsync("patch secret typed --type=merge -p '{\"type\":\"other\"}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_TakesAnotherImageAndNothingElse()
    {
        await _kubectl.RunAsync("run fixed --image=tensorflow/serving:1");
        await _kubectl.RunAsync("set image pod/fixed fixed=tensorflow/serving:2");

        Assert.Contains(
            "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`",
            await _kubectl.FailAsync("patch pod fixed -p '{\"spec\":{\"restartPolicy\":\"Never\"}}'"),
            StringComparison.Ordinal);
        Assert.Equal("default true 0", await _kubectl.RunAsync("get pod fixed -o 'jsonpath={.spec.serviceAccountName} {.spec.enableServiceLinks} {.spec.priority}'"));
    }

    [Fact]
    public async Task Claim_OnlyGrows()
    {
        await _kubectl.RunAsync(
            "apply -f -",
            """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""");
        await _kubectl.RunAsync("patch pvc c --type=merge -p '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}'");

        Assert.Contains(
            "spec: Forbidden: spec is immutable after creation", await _kubectl.FailAsync("patch pvc c --type=merge -p '{\"spec\":{\"storageClassName\":\"x\"}}'"), StringComparison.Ordinal);
    }
}
