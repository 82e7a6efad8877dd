using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Services;

/// <summary>The Service under which a cluster's API is found, as kubectl shows it.</summary>
public sealed class KubernetesServiceTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Service_LeadsToTheApi()
    {
        var address = $"{new Uri(api.Address).Host}:{new Uri(api.Address).Port}";

        Assert.Matches(@"kubernetes +ClusterIP +10\.96\.0\.1 +<none> +443/TCP", await _kubectl.RunAsync("get service kubernetes"));
        Assert.Equal(
            "apiserver kubernetes https None",
            await _kubectl.RunAsync("get service kubernetes -o 'jsonpath={.metadata.labels.component} {.metadata.labels.provider} {.spec.ports[0].name} {.spec.sessionAffinity}'"));
        Assert.Contains(address, await _kubectl.RunAsync("get endpoints kubernetes"), StringComparison.Ordinal);
        Assert.Equal(
            address,
            await _kubectl.RunAsync("get endpointslices -l kubernetes.io/service-name=kubernetes -o 'jsonpath={.items[*].endpoints[0].addresses[0]}:{.items[*].ports[0].port}'"));
    }

    [Theory]
    [InlineData("service")]
    [InlineData("endpoints")]
    [InlineData("endpointslice")]
    public async Task Deleted_IsMadeAgain(string kind)
    {
        var before = await UidAsync(kind);

        await _kubectl.RunAsync($"delete {kind} kubernetes --wait=false");

        await Eventually.TrueAsync(async () => await UidAsync(kind) is { Length: > 0 } uid && uid != before, $"{kind}/kubernetes comes back");
    }

    [Fact]
    public async Task Changed_LeadsToTheApiAgain()
    {
        await _kubectl.RunAsync("""patch endpointslice kubernetes --type=merge -p '{"ports":[{"name":"https","port":1,"protocol":"TCP"}]}'""");

        await Eventually.TrueAsync(
            async () => await _kubectl.RunAsync("get endpointslice kubernetes -o jsonpath={.ports[0].port}") == $"{new Uri(api.Address).Port}", "the port is the API's");
    }

    [Fact]
    public async Task Selector_IsNotForOthersToSet()
    {
        await _kubectl.RunAsync("""patch service kubernetes --type=merge -p '{"spec":{"selector":{"app":"mine"}}}'""");

        await Eventually.TrueAsync(async () => (await _kubectl.RunAsync("get service kubernetes -o jsonpath={.spec.selector}")).Length == 0, "the selector goes");
    }

    private Task<string> UidAsync(string kind) => _kubectl.RunAsync($"get {kind} kubernetes --ignore-not-found -o jsonpath={{.metadata.uid}}");
}
