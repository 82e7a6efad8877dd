using System.Net;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Authorization;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>What the API tells of itself, and clients go by.</summary>
public sealed class DocumentTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Callers _callers = new(api);

    [Theory]
    [InlineData("io.k8s.api.v1.PodSpec", "containers", """["map",["name"],"name","merge"]""")]
    [InlineData("io.k8s.api.v1.PodSpec", "volumes", """["map",["name"],"name","merge,retainKeys"]""")]
    [InlineData("io.k8s.api.v1.PodSpec", "tolerations", """["atomic",null,null,null]""")]
    [InlineData("io.k8s.api.v1.Container", "ports", """["map",["containerPort","protocol"],"containerPort","merge"]""")]
    [InlineData("io.k8s.api.v1.ObjectMeta", "finalizers", """["set",null,null,"merge"]""")]
    [InlineData("io.k8s.api.v1.DeploymentStatus", "conditions", """["map",["type"],"type","merge"]""")]
    public async Task OpenApi_SaysHowListsAreMerged(string structure, string field, string expected)
    {
        var schemas = (await GetAsync("/openapi/v3/apis/apps/v1"))["components"]?["schemas"];

        var list = schemas?[structure]?["properties"]?[field];
        Assert.Equal(expected, new JsonArray(
            list?["x-kubernetes-list-type"]?.DeepClone(), list?["x-kubernetes-list-map-keys"]?.DeepClone(),
            list?["x-kubernetes-patch-merge-key"]?.DeepClone(), list?["x-kubernetes-patch-strategy"]?.DeepClone()).ToJsonString());
        Assert.Equal("atomic", schemas?["io.k8s.api.v1.LabelSelector"]?["x-kubernetes-map-type"]?.ToString());
        Assert.Equal("atomic", schemas?["io.k8s.api.v1.PodSpec"]?["properties"]?["nodeSelector"]?["x-kubernetes-map-type"]?.ToString());
    }

    [Theory]
    [InlineData("apis/apps/v1", "io.k8s.api.v1.DeploymentSpec", "selector,template")]
    [InlineData("apis/apps/v1", "io.k8s.api.v1.Container", "name")]
    [InlineData("apis/apps/v1", "io.k8s.api.v1.Deployment", "")]
    [InlineData("api/v1", "io.k8s.api.v1.ServiceSpec", "")]
    [InlineData("api/v1", "io.k8s.api.core.v1.Event", "involvedObject,metadata")]
    [InlineData("apis/rbac.authorization.k8s.io/v1", "io.k8s.api.Rbacv1Subject", "kind,name")]
    public async Task OpenApi_SaysWhatIsRequired(string version, string structure, string expected)
    {
        var schemas = (await GetAsync($"/openapi/v3/{version}"))["components"]?["schemas"]?.AsObject() ?? [];

        Assert.Equal(expected, string.Join(',', schemas[structure]?["required"]?.AsArray().Select(field => $"{field}") ?? []));
        var unknown =
            from schema in schemas
            from field in schema.Value?["required"] as JsonArray ?? []
            where schema.Value?["properties"]?[$"{field}"] is null
            select $"{schema.Key}.{field}";
        Assert.Empty(unknown);
    }

    [Fact]
    public async Task Groups_ComeInUpstreamsOrder()
    {
        var groups = (await GetAsync("/apis"))["groups"]?.AsArray().Select(group => group?["name"]?.ToString() ?? "").ToList() ?? [];

        Assert.Equal(["apps", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch"], groups.Take(5));
        Assert.Equal("metrics.k8s.io", groups[^1]);
        Assert.True(groups.IndexOf("discovery.k8s.io") < groups.IndexOf("keda.sh"), "definitions' groups come after Kubernetes' own");
    }

    [Fact]
    public async Task AggregatedDiscovery_TellsScopesOfWhatIsNotStored()
    {
        var (_, body) = await _callers.SendAsync(api.Token, HttpMethod.Get, "/apis", null, ("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));

        var scopes = body["items"]?.AsArray().SelectMany(group => group?["versions"]?[0]?["resources"]?.AsArray() ?? [])
            .ToLookup(resource => $"{resource?["responseKind"]?["kind"]}", resource => $"{resource?["scope"]}");
        Assert.Equal(("Namespaced", "Cluster"), (scopes?["PodMetrics"].Single(), scopes?["NodeMetrics"].Single()));
        Assert.Equal(("Namespaced", "Cluster"), (scopes?["LocalSubjectAccessReview"].Single(), scopes?["SubjectAccessReview"].Single()));
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        var (code, body) = await _callers.SendAsync(api.Token, HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, code);
        return body;
    }
}
