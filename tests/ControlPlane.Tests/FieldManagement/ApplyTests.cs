using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.FieldManagement;

public sealed class ApplyTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Services = "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices";

    private readonly ApplyRequests _requests = new(api);

    [Fact]
    public async Task Apply_AbsentObject_IsCreatedAndThenUpdated()
    {
        var (created, value) = await _requests.ApplyAsync($"{ConfigMaps}/made", Map("made", "{a: one}"));
        var (again, same) = await _requests.ApplyAsync($"{ConfigMaps}/made", Map("made", "{a: one}"));
        var (updated, changed) = await _requests.ApplyAsync($"{ConfigMaps}/made", Map("made", "{b: two}"));

        Assert.Equal((201, 200, 200), (created, again, updated));
        Assert.Equal(value.ToJsonString(), same.ToJsonString());
        Assert.Equal("""{"b":"two"}""", changed["data"]?.ToJsonString());
        Assert.Equal(["tester Apply v1  {\"f:data\":{\"f:b\":{}}}"], ApplyRequests.Owners(changed));
    }

    [Fact]
    public async Task Apply_Json_IsUnderstood()
    {
        var (code, _) = await _requests.SendAsync(
            HttpMethod.Patch, $"{ConfigMaps}/json?fieldManager=t", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"json"}}""", "application/apply-patch+json");

        Assert.Equal(201, code);
    }

    [Theory]
    [InlineData("", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("fieldManager=t", "kind: ConfigMap\nmetadata: {name: x}", 400, "invalid object type: /, Kind=ConfigMap")]
    [InlineData("fieldManager=t", "apiVersion: v2\nkind: ConfigMap\nmetadata: {name: x}", 400, "Incorrect version specified in apply patch. Specified patch version: v2, expected: v1")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}", 400, "invalid object type: /v1, Kind=Secret")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: z}", 400, "the name of the object (z) does not match the name on the URL (x)")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}", 400, "the name of the object (x based on URL) was undeterminable: name must be provided")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: z}", 400, "the namespace of the object (z) does not match the namespace on the request (default)")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, managedFields: []}", 400, "metadata.managedFields must be nil")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndatum: {}", 500, "failed to create typed patch object (/x; /v1, Kind=ConfigMap): .datum: field not declared in schema")]
    [InlineData("fieldManager=t", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, uid: u}", 409, "Operation cannot be fulfilled on configmaps \"x\": uid mismatch: the provided object specified uid u, and no existing object was found")]
    public async Task Apply_WhatCannotBeApplied_IsRefused(string query, string body, int code, string message)
    {
        var (status, refusal) = await _requests.ApplyAsync($"{ConfigMaps}/x", body, query);

        Assert.Equal((code, message), (status, refusal["message"]?.ToString()));
    }

    [Theory]
    [InlineData("application/apply-patch+cbor")]
    [InlineData("application/json")]
    public async Task Patch_UnknownMediaType_IsRefused(string mediaType)
    {
        var (code, refusal) = await _requests.SendAsync(HttpMethod.Patch, $"{ConfigMaps}/x?fieldManager=t", "{}", mediaType);

        Assert.Equal((415, "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"),
            (code, refusal["message"]?.ToString()));
    }

    [Fact]
    public async Task Options_OfOtherWrites_AreChecked()
    {
        var (forced, refusal) = await _requests.MergeAsync($"{ConfigMaps}/x", "{}", "force=true");
        var (tooLong, _) = await _requests.SendAsync(HttpMethod.Post, $"{ConfigMaps}?fieldManager={new string('a', 129)}", """{"metadata":{"name":"long"}}""");

        Assert.Equal((422, 422), (forced, tooLong));
        Assert.Equal("PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch", refusal["message"]?.ToString());
    }

    [Fact]
    public async Task Apply_OthersValue_ConflictsWithCauses()
    {
        await _requests.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"shared"},"data":{"key":"theirs"}}""", agent: "kubectl/v1.32 (linux)");

        var (code, refusal) = await _requests.ApplyAsync($"{ConfigMaps}/shared", Map("shared", "{key: mine}"));

        Assert.Equal((409, "Conflict", "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.key"),
            (code, refusal["reason"]?.ToString(), refusal["message"]?.ToString()));
        Assert.Equal("""[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","field":".data.key"}]""",
            refusal["details"]?["causes"]?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

        var (forced, value) = await _requests.ApplyAsync($"{ConfigMaps}/shared", Map("shared", "{key: mine}"), "fieldManager=tester&force=true");
        Assert.Equal((200, "mine"), (forced, value["data"]?["key"]?.ToString()));
        Assert.Equal(["tester Apply v1  {\"f:data\":{\"f:key\":{}}}", "kubectl Update v1  {\"f:data\":{}}"], ApplyRequests.Owners(value));
    }

    [Fact]
    public async Task Apply_DryRun_StoresNothing()
    {
        var (code, value) = await _requests.ApplyAsync($"{ConfigMaps}/imagined", Map("imagined", "{a: b}"), "fieldManager=t&dryRun=All");

        Assert.Equal((201, "b"), (code, value["data"]?["a"]?.ToString()));
        Assert.Equal("NotFound", (await _requests.GetAsync($"{ConfigMaps}/imagined"))["reason"]?.ToString());
    }

    [Fact]
    public async Task Apply_Status_OwnsTheStatusAlone()
    {
        const string Status = "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: sub, labels: {not: taken}}\nspec: {predictor: {minReplicas: 9}}\nstatus: {url: http://x}";
        Assert.Equal(404, (await _requests.ApplyAsync($"{Services}/sub/status", Status)).Code);
        await _requests.SendAsync(HttpMethod.Post, Services, """{"metadata":{"name":"sub"},"spec":{"predictor":{"minReplicas":1}}}""");

        var (code, value) = await _requests.ApplyAsync($"{Services}/sub/status", Status);

        Assert.Equal((200, "http://x", "1", null), (code, value["status"]?["url"]?.ToString(), value["spec"]?["predictor"]?["minReplicas"]?.ToString(), value["metadata"]?["labels"]));
        Assert.Equal("tester Apply serving.kserve.io/v1beta1 status {\"f:status\":{\".\":{},\"f:url\":{}}}", ApplyRequests.Owners(value)[0]);
    }

    [Fact]
    public async Task Apply_Scale_OwnsTheReplicas()
    {
        await _requests.ApplyAsync($"{Deployments}/scaled", Samples.Deployment("scaled"), "fieldManager=owner");

        const string Scale = "apiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: scaled}\nspec: {replicas: 4}";
        var (refused, refusal) = await _requests.ApplyAsync($"{Deployments}/scaled/scale", Scale);
        var (code, scale) = await _requests.ApplyAsync($"{Deployments}/scaled/scale", Scale, "fieldManager=tester&force=1");

        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"owner\": .spec.replicas"), (refused, refusal["message"]?.ToString()));
        Assert.Equal((200, "Scale", "4"), (code, scale["kind"]?.ToString(), scale["spec"]?["replicas"]?.ToString()));
        Assert.Contains("tester Apply apps/v1 scale {\"f:spec\":{\"f:replicas\":{}}}", ApplyRequests.Owners(await _requests.GetAsync($"{Deployments}/scaled")));
    }

    [Fact]
    public async Task Apply_WithoutAFieldThatHasADefault_GivesTheDefaultBack()
    {
        await _requests.ApplyAsync($"{Deployments}/defaulted", Samples.Deployment("defaulted", replicas: 3));

        var (_, value) = await _requests.ApplyAsync($"{Deployments}/defaulted", Samples.Deployment("defaulted").Replace("  replicas: 2\n", "", StringComparison.Ordinal));

        Assert.Equal("1", value["spec"]?["replicas"]?.ToString());
    }

    public void Dispose() => _requests.Dispose();

    private static string Map(string name, string data) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {data}\n";
}
