using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Services;

/// <summary>What Services are given, as kubectl shows it.</summary>
public sealed class ServiceAllocationTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task ClusterIp_IsGivenOnceAndKeptByAReplacement()
    {
        var manifest = Manifest("kept", """ "ports":[{"port":80}] """);
        await _kubectl.RunAsync("create -f -", manifest);
        var address = await AddressAsync("kept");

        await _kubectl.RunAsync("replace -f -", manifest);

        Assert.StartsWith("10.", address, StringComparison.Ordinal);
        Assert.Equal(address, await AddressAsync("kept"));
        Assert.Contains("field is immutable", await _kubectl.FailAsync("""patch service kept -p '{"spec":{"clusterIP":"10.96.7.7"}}'"""), StringComparison.Ordinal);
        var described = await _kubectl.RunAsync("describe service kept");
        Assert.Matches($"IP: +{address.Replace(".", "\\.", StringComparison.Ordinal)}", described);
        Assert.Matches("IP Family Policy: +SingleStack", described);
    }

    [Fact]
    public async Task ClusterIp_Chosen_MustBeInTheRangeAndFree()
    {
        await _kubectl.RunAsync("create -f -", Manifest("chosen", """ "clusterIP":"10.96.0.77","ports":[{"port":80}] """));

        Assert.Equal("10.96.0.77", await AddressAsync("chosen"));
        Assert.Contains("provided IP is already allocated", await _kubectl.FailAsync("create -f -", Manifest("second", """ "clusterIP":"10.96.0.77","ports":[{"port":80}] """)), StringComparison.Ordinal);
        Assert.Contains("The range of valid IPs is 10.96.0.0/12", await _kubectl.FailAsync("create -f -", Manifest("outside", """ "clusterIP":"10.0.0.1","ports":[{"port":80}] """)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headless_StaysSo()
    {
        await _kubectl.RunAsync("create -f -", Manifest("headless", """ "clusterIP":"None","ports":[{"port":80}] """));

        Assert.Equal("None", await AddressAsync("headless"));
    }

    [Fact]
    public async Task NodePorts_AreGivenKeptShownAndTakenBack()
    {
        await _kubectl.RunAsync("create -f -", Manifest("ported", """ "type":"NodePort","ports":[{"name":"a","port":80,"nodePort":30123},{"name":"b","port":81}] """));
        Assert.Contains("provided port is already allocated", await _kubectl.FailAsync("create -f -", Manifest("other", """ "type":"NodePort","ports":[{"port":80,"nodePort":30123}] """)), StringComparison.Ordinal);
        Assert.Contains("30000-32767", await _kubectl.FailAsync("create -f -", Manifest("other", """ "type":"NodePort","ports":[{"port":80,"nodePort":80}] """)), StringComparison.Ordinal);

        Assert.Matches(@"80:30123/TCP,81:3[0-2]\d{3}/TCP", await _kubectl.RunAsync("get service ported"));
        await _kubectl.RunAsync("""patch service ported -p '{"spec":{"type":"ClusterIP"}}'""");
        Assert.Contains("80/TCP,81/TCP", await _kubectl.RunAsync("get service ported"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadBalancer_WaitsForAnAddressThatNobodyGives()
    {
        await _kubectl.RunAsync("create -f -", Manifest("balanced", """ "type":"LoadBalancer","ports":[{"port":80}] """));

        Assert.Matches(@"balanced +LoadBalancer +10\.\S+ +<pending> +80:3\d{4}/TCP", await _kubectl.RunAsync("get service balanced"));
    }

    [Fact]
    public async Task ExternalName_HasNoAddress()
    {
        await _kubectl.RunAsync("create -f -", Manifest("outer", """ "type":"ExternalName","externalName":"example.com" """));

        Assert.Matches("outer +ExternalName +<none> +example.com +<none>", await _kubectl.RunAsync("get service outer"));
    }

    private Task<string> AddressAsync(string name) => _kubectl.RunAsync($"get service {name} -o jsonpath={{.spec.clusterIP}}");

    private static string Manifest(string name, string spec) =>
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse($"{{{spec}}}") }.ToJsonString();
}
