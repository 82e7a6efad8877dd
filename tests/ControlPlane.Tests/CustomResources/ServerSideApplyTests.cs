using ModelServing.ControlPlane.Tests.Api;
using ModelServing.ControlPlane.Tests.FieldManagement;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.CustomResources;

/// <summary>A definition's schema says how lists are merged, and so who owns which item.</summary>
public sealed class ServerSideApplyTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private const string Path = "/apis/listed.example.com/v1/namespaces/default/widgets/shared";

    private readonly ApplyRequests _requests = new(api);

    [Fact]
    public async Task Apply_KeyedList_IsSharedItemByItem()
    {
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets("listed.example.com", """
            [{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{
              "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"port":{"type":"integer"}}}},
              "whole":{"type":"array","items":{"type":"string"}}}}}}}}]
            """));
        await _requests.ApplyAsync(Path, Body("{name: a, port: 1}", "[x]"), "fieldManager=first");

        var (code, both) = await _requests.ApplyAsync(Path, Body("{name: b, port: 2}"), "fieldManager=second");
        var (conflict, refusal) = await _requests.ApplyAsync(Path, Body("{name: a, port: 3}"), "fieldManager=second");
        var (_, gone) = await _requests.ApplyAsync(Path, Body(""), "fieldManager=first");

        Assert.Equal((200, """[{"name":"a","port":1},{"name":"b","port":2}]"""), (code, both["spec"]!["ports"]!.ToJsonString())); // applied just now
        Assert.Equal(409, conflict);
        Assert.Equal(".spec.ports[name=\"a\"].port", refusal["details"]!["causes"]![0]!["field"]!.ToString()); // a conflict has causes
        Assert.Equal("""{"ports":[{"name":"b","port":2}]}""", gone["spec"]!.ToJsonString()); // the second manager's item is left
    }

    public void Dispose() => _requests.Dispose();

    private static string Body(string port, string? whole = null) =>
        $"apiVersion: listed.example.com/v1\nkind: Widget\nmetadata: {{name: shared}}\nspec: {{ports: [{port}]{(whole is null ? "" : $", whole: {whole}")}}}\n";
}
