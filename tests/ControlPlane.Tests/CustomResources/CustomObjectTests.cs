using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.CustomResources;

public sealed class CustomObjectTests(RunningApi api) : IClassFixture<RunningApi>, IAsyncLifetime
{
    private const string Path = "/apis/example.com/v1/namespaces/default/widgets";

    public async ValueTask InitializeAsync() => await api.SendAsync(HttpMethod.Post, Definitions, Widgets());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Create_BrokenObject_NamesEveryField()
    {
        var (code, body, _) = await api.SendAsync(HttpMethod.Post, Path, Widget("broken", """{"color":"green","replicas":"two"}"""));

        Assert.Equal(422, code);
        Assert.Equal("Widget.example.com \"broken\" is invalid: [spec.size: Required value, spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\", spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"]", body["message"]!.ToString());
        Assert.Equal(
            ["FieldValueRequired spec.size", "FieldValueNotSupported spec.color", "FieldValueTypeInvalid spec.replicas"],
            body["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["reason"]} {cause["field"]}"));
    }

    [Fact]
    public async Task Create_UnknownField_IsRefusedWarnedAboutOrPruned()
    {
        var strict = await api.SendAsync(HttpMethod.Post, $"{Path}?fieldValidation=Strict", Widget("unknown", """{"size":1,"foo":{"bar":1}}"""));
        var warn = await api.SendAsync(HttpMethod.Post, $"{Path}?fieldValidation=Warn", Widget("unknown-warn", """{"size":1,"foo":{"bar":1}}"""));
        var ignore = await api.SendAsync(HttpMethod.Post, $"{Path}?fieldValidation=Ignore", Widget("unknown-ignore", """{"size":1,"foo":{"bar":1}}"""));

        Assert.Equal((400, "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.foo\""), (strict.Code, strict.Body["message"]!.ToString()));
        Assert.Equal((201, """{"size":1,"color":"red"}""", """299 - "unknown field \"spec.foo\"" """.Trim()), (warn.Code, warn.Body["spec"]!.ToJsonString(), string.Join(',', warn.Response.Headers.GetValues("Warning"))));
        Assert.Equal((201, """{"size":1,"color":"red"}""", false), (ignore.Code, ignore.Body["spec"]!.ToJsonString(), ignore.Response.Headers.Contains("Warning")));
    }

    [Fact]
    public async Task Subresources_ChangeOnlyTheirPart()
    {
        await api.SendAsync(HttpMethod.Post, Path, Widget("parts", """{"size":1,"replicas":2}"""));
        var status = await api.SendAsync(HttpMethod.Patch, $"{Path}/parts/status", Parse("""{"spec":{"size":9},"status":{"replicas":2,"selector":"a=b"}}"""), "application/merge-patch+json");
        var scale = await api.SendAsync(HttpMethod.Patch, $"{Path}/parts/scale", Parse("""{"spec":{"replicas":5}}"""), "application/merge-patch+json");
        var after = await api.SendAsync(HttpMethod.Get, $"{Path}/parts", null);

        Assert.Equal((200, 1), (status.Code, status.Body["spec"]!["size"]!.GetValue<int>()));
        Assert.Equal("""{"replicas":2,"selector":"a=b"}""", scale.Body["status"]!.ToJsonString());
        Assert.Equal((5, 2L), (after.Body["spec"]!["replicas"]!.GetValue<int>(), after.Body["metadata"]!["generation"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Versions_AreConvertedByTheirNameAndGetTheirOwnDefaults()
    {
        const string Version = """{"name":"NAME","served":true,"storage":STORED,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string","default":"NAME"}}}}}}}""";
        string Of(string name, bool stored) => Version.Replace("NAME", name, StringComparison.Ordinal).Replace("STORED", stored ? "true" : "false", StringComparison.Ordinal);
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("two.example.com", $"[{Of("v1", true)}]"));
        await api.SendAsync(HttpMethod.Post, "/apis/two.example.com/v1/namespaces/default/widgets", Widget("x", """{"a":"1"}""", "two.example.com"));

        await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.two.example.com", Parse($$$"""{"spec":{"versions":[{{{Of("v1", false)}}},{{{Of("v2", true)}}}]}}"""), "application/merge-patch+json");

        var second = await api.SendAsync(HttpMethod.Get, "/apis/two.example.com/v2/namespaces/default/widgets/x", null);
        var group = await api.SendAsync(HttpMethod.Get, "/apis/two.example.com", null);
        var definition = await api.SendAsync(HttpMethod.Get, $"{Definitions}/widgets.two.example.com", null);
        Assert.Equal(("two.example.com/v2", """{"a":"1","b":"v1"}"""), (second.Body["apiVersion"]!.ToString(), second.Body["spec"]!.ToJsonString()));
        Assert.Equal("v2", group.Body["preferredVersion"]!["version"]!.ToString());
        Assert.Equal("""["v1","v2"]""", definition.Body["status"]!["storedVersions"]!.ToJsonString());
    }

    [Fact]
    public async Task Read_DefaultThatIsNewerThanTheObject_IsFilledIn()
    {
        const string Schema = """[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}PLUS}}}}}}]""";
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("late.example.com", Schema.Replace("PLUS", "", StringComparison.Ordinal)));
        await api.SendAsync(HttpMethod.Post, "/apis/late.example.com/v1/namespaces/default/widgets", Widget("x", """{"a":"1"}""", "late.example.com"));
        var versions = JsonNode.Parse(Schema.Replace("PLUS", ""","b":{"type":"integer","default":7}""", StringComparison.Ordinal));
        await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.late.example.com", new JsonObject { ["spec"] = new JsonObject { ["versions"] = versions } }, "application/merge-patch+json");

        var (_, one, _) = await api.SendAsync(HttpMethod.Get, "/apis/late.example.com/v1/namespaces/default/widgets/x", null);
        var (_, list, _) = await api.SendAsync(HttpMethod.Get, "/apis/late.example.com/v1/widgets", null);

        Assert.Equal("""{"a":"1","b":7}""", one["spec"]!.ToJsonString());
        Assert.Equal("""{"a":"1","b":7}""", list["items"]![0]!["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_RuleThatIsNewerThanTheObject_IsAskedOfWhatChanges()
    {
        const string Schema = """[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"integer"PLUS},"b":{"type":"integer"}}}}}}}]""";
        const string Path = "/apis/ratchet.example.com/v1/namespaces/default/widgets";
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("ratchet.example.com", Schema.Replace("PLUS", "", StringComparison.Ordinal)));
        await api.SendAsync(HttpMethod.Post, Path, Widget("x", """{"a":9}""", "ratchet.example.com"));
        var versions = JsonNode.Parse(Schema.Replace("PLUS", ""","maximum":5""", StringComparison.Ordinal));
        await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.ratchet.example.com", new JsonObject { ["spec"] = new JsonObject { ["versions"] = versions } }, "application/merge-patch+json");

        var untouched = await api.SendAsync(HttpMethod.Patch, $"{Path}/x", Parse("""{"spec":{"b":1}}"""), "application/merge-patch+json");
        var changed = await api.SendAsync(HttpMethod.Patch, $"{Path}/x", Parse("""{"spec":{"a":8}}"""), "application/merge-patch+json");
        var created = await api.SendAsync(HttpMethod.Post, Path, Widget("y", """{"a":9}""", "ratchet.example.com"));

        Assert.Equal((200, """{"a":9,"b":1}"""), (untouched.Code, untouched.Body["spec"]!.ToJsonString()));
        Assert.Equal((422, "Widget.ratchet.example.com \"x\" is invalid: spec.a: Invalid value: 8: spec.a in body should be less than or equal to 5"), (changed.Code, changed.Body["message"]!.ToString()));
        Assert.Equal(422, created.Code);
    }

    [Fact]
    public async Task OpenApi_HasTheSchemaInBothVersions()
    {
        var (_, third, _) = await api.SendAsync(HttpMethod.Get, "/openapi/v3/apis/example.com/v1", null);
        var (_, second, _) = await api.SendAsync(HttpMethod.Get, "/openapi/v2", null);

        var schema = third["components"]!["schemas"]!["example.com.v1.Widget"]!;
        Assert.Equal("How large it is.", schema["properties"]!["spec"]!["properties"]!["size"]!["description"]!.ToString());
        Assert.Equal("""[{"group":"example.com","version":"v1","kind":"Widget"}]""", schema["x-kubernetes-group-version-kind"]!.ToJsonString());
        Assert.Equal("integer", second["definitions"]!["example.com.v1.Widget"]!["properties"]!["spec"]!["properties"]!["size"]!["type"]!.ToString());
    }
}
