using System.Text;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Kubernetes.Yaml;

namespace ModelServing.ControlPlane.Tests.CustomResources;

/// <summary>Manifests and requests of custom resources.</summary>
internal static class Manifests
{
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static JsonObject Widgets(string group = "example.com", string versions = """
        [{"name":"v1","served":true,"storage":true,
          "schema":{"openAPIV3Schema":{"type":"object","description":"A widget.","properties":{
            "spec":{"type":"object","required":["size"],"properties":{
              "size":{"type":"integer","minimum":1,"description":"How large it is."},
              "color":{"type":"string","default":"red","enum":["red","blue"]},
              "replicas":{"type":"integer"}}},
            "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}},
          "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
          "additionalPrinterColumns":[
            {"name":"Size","type":"integer","jsonPath":".spec.size"},
            {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},
            {"name":"Color","type":"string","jsonPath":".spec.color","priority":1},
            {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]}]
        """) => Parse($$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.{{{group}}}"},
         "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"]},"versions":{{{versions}}}}}
        """);

    public static JsonObject Widget(string name, string spec, string group = "example.com", string version = "v1") =>
        Parse($$"""{"apiVersion":"{{group}}/{{version}}","kind":"Widget","metadata":{"name":"{{name}}"},"spec":{{spec}}}""");

    public static JsonObject Parse(string json) => JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException(json);

    public static IReadOnlyList<JsonObject> ReadYaml(string path) => YamlDocuments.TryRead(File.ReadAllText(path), out var documents, out var error)
        ? [.. documents.OfType<JsonObject>()]
        : throw new InvalidDataException($"{path}: {error}");

    public static async Task<(int Code, JsonObject Body, HttpResponseMessage Response)> SendAsync(
        this RunningApi api, HttpMethod method, string path, JsonObject? body, string type = "application/json")
    {
        using var client = api.Http(api.Token);
        return await client.SendAsync(method, path, body, type);
    }

    public static async Task<(int Code, JsonObject Body, HttpResponseMessage Response)> SendAsync(
        this HttpClient client, HttpMethod method, string path, JsonObject? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type);
        }

        var response = await client.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, Parse(await response.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken)), response);
    }
}
