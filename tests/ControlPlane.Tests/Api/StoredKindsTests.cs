using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>Kinds that nothing here acts on: kept, listed as everywhere, and said to be without effect.</summary>
public sealed class StoredKindsTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string Set = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: web}
        spec:
          serviceName: web
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: c, image: nginx}]
        """;

    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Apply_StatefulSet_IsKeptAndListed()
    {
        Assert.Equal("statefulset.apps/web created\n", await _kubectl.RunAsync("apply -f -", Set));
        Assert.Equal("statefulset.apps/web unchanged\n", await _kubectl.RunAsync("apply -f -", Set));
        await _kubectl.RunAsync("scale sts/web --replicas=3");

        var lines = (await _kubectl.RunAsync("get sts")).Split('\n');

        Assert.Matches("^NAME +READY +AGE$", lines[0]);
        Assert.Matches("^web +0/3 +", lines[1]);
    }

    [Fact]
    public async Task Create_Job_WarnsThatNobodyRunsIt()
    {
        var error = await _kubectl.FailAsync("create job once --image=busybox --warnings-as-errors --dry-run=server");

        Assert.Contains("Warning: Job is stored, but nothing in the local cluster acts on it", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create quota some --hard=pods=3", "get quota some -o jsonpath={.spec.hard.pods}", "3")]
    [InlineData("create cronjob nightly --image=busybox '--schedule=5 4 * * *'", "get cj nightly -o 'jsonpath={.spec.schedule} {.spec.jobTemplate.spec.template.spec.containers[0].image}'", "5 4 * * * busybox")]
    [InlineData(
        "create ingress way --rule=a.example/path=web:80 --class=fast",
        "get ing way -o 'jsonpath={.spec.ingressClassName} {.spec.rules[0].host} {.spec.rules[0].http.paths[0].path} {.spec.rules[0].http.paths[0].backend.service.port.number}'",
        "fast a.example /path 80")]
    public async Task Create_ByKubectlsOwnCommands_KeepsEveryField(string create, string get, string expected)
    {
        await _kubectl.RunAsync(create);

        Assert.Equal(expected, await _kubectl.RunAsync(get));
    }

    [Theory]
    [InlineData("/readyz", "ok")]
    [InlineData("/livez/ping", "ok")]
    [InlineData("/readyz?verbose&exclude=log", "[+]ping ok\n[+]log excluded: ok\nreadyz check passed\n")]
    public async Task Health_IsToldInFullOnRequest(string path, string expected) => Assert.Equal(expected, await _kubectl.RunAsync($"get --raw '{path}'"));
}
