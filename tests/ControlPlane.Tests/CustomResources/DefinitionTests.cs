using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.CustomResources;

public sealed class DefinitionTests(RunningApi api) : IClassFixture<RunningApi>
{
    [Fact]
    public async Task Create_Definition_IsEstablishedAndServedAtOnce()
    {
        var (code, body, _) = await api.SendAsync(HttpMethod.Post, Definitions, Widgets("one.example.com"));

        Assert.Equal(201, code);
        Assert.Equal("NamesAccepted=True NoConflicts,Established=True InitialNamesAccepted", string.Join(',',
            body["status"]!["conditions"]!.AsArray().Select(condition => $"{condition!["type"]}={condition["status"]} {condition["reason"]}")));
        Assert.Equal("""["v1"]""", body["status"]!["storedVersions"]!.ToJsonString());
        Assert.Equal("""{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"],"singular":"widget","listKind":"WidgetList"}""", body["status"]!["acceptedNames"]!.ToJsonString());
        var created = await api.SendAsync(HttpMethod.Post, "/apis/one.example.com/v1/namespaces/default/widgets", Widget("a", """{"size":1}""", "one.example.com"));
        Assert.Equal((201, """{"size":1,"color":"red"}"""), (created.Code, created.Body["spec"]!.ToJsonString()));
        var list = await api.SendAsync(HttpMethod.Get, "/apis/one.example.com/v1/widgets", null);
        Assert.Equal("WidgetList", list.Body["kind"]!.ToString());
    }

    [Fact]
    public async Task Definition_AfterARestart_IsStillServed()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        await server.SendAsync(HttpMethod.Post, Definitions, Widgets());
        await server.SendAsync(HttpMethod.Post, "/apis/example.com/v1/namespaces/default/widgets", Widget("a", """{"size":1}"""));
        await server.RestartAsync();

        var (code, body, _) = await server.SendAsync(HttpMethod.Get, "/apis/example.com/v1/namespaces/default/widgets/a", null);
        var (bad, _, _) = await server.SendAsync(HttpMethod.Post, "/apis/example.com/v1/namespaces/default/widgets", Widget("b", "{}"));

        Assert.Equal((200, "red", 422), (code, body["spec"]!["color"]!.ToString(), bad));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"gadgets.bad.example.com"}}""", "metadata.name: Invalid value: \"gadgets.bad.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("""{"spec":{"scope":"Everywhere"}}""", "spec.scope: Unsupported value: \"Everywhere\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("""{"spec":{"names":{"listKind":"Widget"}}}""", "spec.names.listKind: Invalid value: \"Widget\": kind and listKind may not be the same")]
    [InlineData("""{"spec":{"versions":[{"name":"v1","served":true,"storage":true}]}}""", "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required")]
    [InlineData("""{"spec":{"versions":[{"name":"v1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}""", "must have exactly one version marked as storage version")]
    [InlineData("""{"spec":{"names":{"categories":["All"]}}}""", "spec.names.categories[0]: Invalid value: \"All\": a DNS-1035 label must consist of")]
    [InlineData("""{"spec":{"conversion":{"strategy":"Webhook"}}}""", "[spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook, spec.conversion.conversionReviewVersions: Required value]")]
    [InlineData("""{"spec":{"conversion":{"strategy":"None","webhook":{"conversionReviewVersions":["v1"]}}}}""", "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook")]
    [InlineData("""{"spec":{"preserveUnknownFields":true}}""", "spec.preserveUnknownFields: Invalid value: true: cannot set to true")]
    public async Task Create_BrokenDefinition_IsInvalid(string change, string expected)
    {
        var definition = Widgets("bad.example.com");
        Kubernetes.Patch.MergePatch.Apply(definition, Parse(change));

        var (code, body, _) = await api.SendAsync(HttpMethod.Post, Definitions, definition);

        Assert.Equal(422, code);
        Assert.StartsWith($"CustomResourceDefinition.apiextensions.k8s.io \"{definition["metadata"]!["name"]}\" is invalid: ", body["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, body["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_ImmutableField_IsInvalid()
    {
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("fixed.example.com"));

        var (code, body, _) = await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.fixed.example.com", Parse("""{"spec":{"scope":"Cluster"}}"""), "application/merge-patch+json");

        Assert.Equal((422, "CustomResourceDefinition.apiextensions.k8s.io \"widgets.fixed.example.com\" is invalid: spec.scope: Invalid value: \"Cluster\": field is immutable"), (code, body["message"]!.ToString()));
    }

    [Fact]
    public async Task Create_NamesAreTaken_WaitsUntilTheyAreFree()
    {
        var rival = Widgets("taken.example.com");
        rival["metadata"]!["name"] = "gadgets.taken.example.com";
        rival["spec"]!["names"] = Parse("""{"plural":"gadgets","kind":"Widget"}""");
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("taken.example.com"));

        var (_, body, _) = await api.SendAsync(HttpMethod.Post, Definitions, rival);

        Assert.Equal("ListKindConflict \"WidgetList\" is already in use", $"{body["status"]!["conditions"]![0]!["reason"]} {body["status"]!["conditions"]![0]!["message"]}");
        await api.SendAsync(HttpMethod.Delete, $"{Definitions}/widgets.taken.example.com", null);
        await UntilAsync($"{Definitions}/gadgets.taken.example.com", (_, definition) => definition["status"]!["conditions"]!.AsArray().Any(condition => condition!["type"]!.ToString() == "Established" && condition["status"]!.ToString() == "True"));
    }

    [Fact]
    public async Task Create_OverAKindOfKubernetesItself_IsNotAccepted()
    {
        var definition = Widgets("coordination.k8s.io");
        definition["metadata"] = Parse("""{"name":"leases.coordination.k8s.io","annotations":{"api-approved.kubernetes.io":"unapproved"}}""");
        definition["spec"]!["names"] = Parse("""{"plural":"leases","kind":"Lease"}""");

        var (_, body, _) = await api.SendAsync(HttpMethod.Post, Definitions, definition);
        var leases = await api.SendAsync(HttpMethod.Post, "/apis/coordination.k8s.io/v1/namespaces/default/leases", Parse("""{"metadata":{"name":"a"},"spec":{"holderIdentity":"x"}}"""));

        Assert.Equal("False", body["status"]!["conditions"]!.AsArray().First(condition => condition!["type"]!.ToString() == "Established")!["status"]!.ToString());
        Assert.Equal((201, "x"), (leases.Code, leases.Body["spec"]!["holderIdentity"]!.ToString()));
    }

    [Fact]
    public async Task Discovery_Aggregated_HasKindSubresourcesAndNames()
    {
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("found.example.com"));
        using var client = api.Http(api.Token);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");

        var (_, body, response) = await client.SendAsync(HttpMethod.Get, "/apis", null);

        Assert.Equal("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", response.Content.Headers.GetValues("Content-Type").Single().Replace(" ", "", StringComparison.Ordinal));
        var group = body["items"]!.AsArray().First(item => item!["metadata"]!["name"]!.ToString() == "found.example.com")!;
        Assert.Equal(
            """[{"version":"v1","resources":[{"resource":"widgets","responseKind":{"group":"found.example.com","version":"v1","kind":"Widget"},"scope":"Namespaced","singularResource":"widget","verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["wd"],"categories":["all"],"subresources":[{"subresource":"status","responseKind":{"group":"found.example.com","version":"v1","kind":"Widget"},"verbs":["get","patch","update"]},{"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get","patch","update"]}]}],"freshness":"Current"}]""",
            group["versions"]!.ToJsonString());
    }

    [Fact]
    public async Task Delete_Definition_TakesItsObjectsAlong()
    {
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("gone.example.com"));
        await api.SendAsync(HttpMethod.Post, "/apis/gone.example.com/v1/namespaces/default/widgets", Widget("a", """{"size":1}""", "gone.example.com"));

        await api.SendAsync(HttpMethod.Delete, $"{Definitions}/widgets.gone.example.com", null);

        await UntilAsync($"{Definitions}/widgets.gone.example.com", (code, _) => code == 404);
        Assert.Equal(404, (await api.SendAsync(HttpMethod.Get, "/apis/gone.example.com/v1/namespaces/default/widgets/a", null)).Code);
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("gone.example.com"));
        var list = await api.SendAsync(HttpMethod.Get, "/apis/gone.example.com/v1/widgets", null);
        Assert.Empty(list.Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Create_RuleThatIsNotEvaluated_IsWarnedAbout()
    {
        var definition = Widgets("warned.example.com");
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["x-kubernetes-validations"] = JsonNode.Parse("""[{"rule":"kind(self.color).major() > 0"}]""");

        var (code, _, response) = await api.SendAsync(HttpMethod.Post, Definitions, definition);

        Assert.Equal(201, code);
        Assert.Equal(["299 - \"validation rule is not evaluated: kind(self.color).major() > 0: unsupported function kind\""], response.Headers.GetValues("Warning"));
    }

    [Fact]
    public async Task Create_WebhookConversion_IsWarnedAboutAndNotCalled()
    {
        var definition = Widgets("hooked.example.com");
        var second = definition["spec"]!["versions"]![0]!.DeepClone();
        (second["name"], second["storage"]) = ("v2", false);
        definition["spec"]!["versions"]!.AsArray().Add(second);
        definition["spec"]!["conversion"] = Parse("""{"strategy":"Webhook","webhook":{"clientConfig":{"url":"https://127.0.0.1:1/convert"},"conversionReviewVersions":["v1"]}}""");

        var (code, _, response) = await api.SendAsync(HttpMethod.Post, Definitions, definition);
        await api.SendAsync(HttpMethod.Post, "/apis/hooked.example.com/v1/namespaces/default/widgets", Widget("a", """{"size":1}""", "hooked.example.com"));
        var (_, converted, _) = await api.SendAsync(HttpMethod.Get, "/apis/hooked.example.com/v2/namespaces/default/widgets/a", null);

        Assert.Equal(201, code);
        Assert.Equal(["299 - \"spec.conversion.webhook: webhooks are not called by the local cluster; objects keep their fields in every version, as with strategy None\""], response.Headers.GetValues("Warning"));
        Assert.Equal(("hooked.example.com/v2", 1), (converted["apiVersion"]!.ToString(), converted["spec"]!["size"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Update_StoredVersionIsTakenAway_IsInvalid()
    {
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("stored.example.com"));
        var versions = Widgets("stored.example.com")["spec"]!["versions"]!.DeepClone();
        versions[0]!["name"] = "v2";

        var (code, body, _) = await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.stored.example.com", new JsonObject { ["spec"] = new JsonObject { ["versions"] = versions } }, "application/merge-patch+json");

        Assert.Equal(422, code);
        Assert.EndsWith("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions", body["message"]!.ToString(), StringComparison.Ordinal);
    }

    private Task UntilAsync(string path, Func<int, JsonObject, bool> condition) =>
        Eventually.TrueAsync(async () => await api.SendAsync(HttpMethod.Get, path, null) is var answer && condition(answer.Code, answer.Body), $"{path} becomes as expected");
}
