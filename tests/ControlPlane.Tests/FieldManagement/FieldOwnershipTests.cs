using k8s.Models;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.FieldManagement;

public sealed class FieldOwnershipTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    private readonly ApplyRequests _requests = new(api);

    [Fact]
    public async Task Writes_RecordTheirManager()
    {
        await _requests.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"written","labels":{"a":"b"}},"data":{"x":"1","y":"1"}}""");
        await _requests.MergeAsync($"{ConfigMaps}/written", """{"data":{"x":"2","z":"2"}}""");

        var (_, value) = await _requests.SendAsync(HttpMethod.Put, $"{ConfigMaps}/written?fieldManager=putter", """{"metadata":{"name":"written"},"data":{"x":"2","y":"3"}}""");

        Assert.Equal(
            [
                "merger Update v1  {\"f:data\":{\"f:x\":{}}}",
                "putter Update v1  {\"f:data\":{\"f:y\":{}}}",
                "robot Update v1  {\"f:data\":{}}",
            ],
            ApplyRequests.Owners(value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CreatedPod_OwnsItsDefaultsButNotTheStatus()
    {
        var (_, value) = await _requests.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        var (_, ready) = await _requests.MergeAsync($"{Pods}/p/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");

        Assert.Equal(
            ["robot Update v1  {\"f:spec\":{\"f:containers\":{\"k:{\\u0022name\\u0022:\\u0022c\\u0022}\":{\".\":{},\"f:image\":{},\"f:imagePullPolicy\":{},\"f:name\":{},\"f:resources\":{},\"f:terminationMessagePath\":{},\"f:terminationMessagePolicy\":{}}},\"f:dnsPolicy\":{},\"f:enableServiceLinks\":{},\"f:restartPolicy\":{},\"f:schedulerName\":{},\"f:securityContext\":{},\"f:terminationGracePeriodSeconds\":{}}}"],
            ApplyRequests.Owners(value));
        Assert.Contains(
            "merger Update v1 status {\"f:status\":{\"f:conditions\":{\".\":{},\"k:{\\u0022type\\u0022:\\u0022Ready\\u0022}\":{\".\":{},\"f:status\":{},\"f:type\":{}}},\"f:phase\":{}}}",
            ApplyRequests.Owners(ready));
    }

    [Fact]
    public async Task Update_ThatChangesNothing_KeepsVersionAndTimes()
    {
        var (_, created) = await _requests.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"same"},"data":{"x":"1"}}""");

        var (_, patched) = await _requests.MergeAsync($"{ConfigMaps}/same", """{"data":{"x":"1"}}""");
        var (_, put) = await _requests.SendAsync(HttpMethod.Put, $"{ConfigMaps}/same", """{"metadata":{"name":"same"},"data":{"x":"1"}}""");

        Assert.Equal((created.ToJsonString(), created.ToJsonString()), (patched.ToJsonString(), put.ToJsonString()));
    }

    [Fact]
    public async Task ManagedFields_ClearedByAnEmptyItem_StayClearUntilSomebodyApplies()
    {
        await _requests.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"cleared"},"data":{"x":"1"}}""");

        var (_, ignored) = await _requests.MergeAsync($"{ConfigMaps}/cleared", """{"metadata":{"managedFields":[]}}""");
        Assert.NotEmpty(ApplyRequests.Owners(ignored));
        var (_, cleared) = await _requests.MergeAsync($"{ConfigMaps}/cleared", """{"metadata":{"managedFields":[{}]}}""");
        Assert.Empty(ApplyRequests.Owners(cleared));
        var (_, edited) = await _requests.MergeAsync($"{ConfigMaps}/cleared", """{"data":{"x":"2"}}""");
        Assert.Empty(ApplyRequests.Owners(edited));

        var (code, refusal) = await _requests.ApplyAsync($"{ConfigMaps}/cleared", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cleared}\ndata: {x: '3'}");
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.x"), (code, refusal["message"]?.ToString()));
    }

    [Fact]
    public async Task ManagedFields_RewrittenByAClient_AreTaken()
    {
        await _requests.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"rewritten"},"data":{"x":"1"}}""");

        var (_, value) = await _requests.MergeAsync($"{ConfigMaps}/rewritten", """
            {"metadata":{"managedFields":[{"manager":"heir","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:x":{}}}}]}}
            """);
        var (_, broken) = await _requests.MergeAsync($"{ConfigMaps}/rewritten", """{"metadata":{"managedFields":[{"manager":"x","operation":"Nope"}]}}""");

        Assert.Equal(["heir Apply v1  {\"f:data\":{\"f:x\":{}}}"], ApplyRequests.Owners(value));
        Assert.Equal(ApplyRequests.Owners(value), ApplyRequests.Owners(broken));
        var (_, emptied) = await _requests.ApplyAsync($"{ConfigMaps}/rewritten", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rewritten}", "fieldManager=heir");
        Assert.Null(emptied["data"]);
    }

    [Fact]
    public async Task TypedClient_ReadsAndReplaces_WithoutLosingTheOwnership()
    {
        await _requests.ApplyAsync($"{ConfigMaps}/typed", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typed}\ndata: {x: '1'}");
        var map = await api.Client.FindAsync<V1ConfigMap>("typed", "default", TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("not found");
        var same = await api.Client.UpdateAsync(map, TestContext.Current.CancellationToken);
        Assert.Equal(map.Metadata.ResourceVersion, same.Metadata.ResourceVersion);
        map.Data["y"] = "2";

        await api.Client.UpdateAsync(map, TestContext.Current.CancellationToken);

        var owners = ApplyRequests.Owners(await _requests.GetAsync($"{ConfigMaps}/typed"));
        Assert.Equal("tester Apply v1  {\"f:data\":{\"f:x\":{}}}", owners[0]);
        Assert.EndsWith(" Update v1  {\"f:data\":{\"f:y\":{}}}", owners[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Autoscaler_OwnsFieldsInTheVersionItWasWrittenIn()
    {
        const string Scalers = "namespaces/default/horizontalpodautoscalers";
        await _requests.ApplyAsync($"/apis/autoscaling/v1/{Scalers}/a", """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: a}
            spec: {maxReplicas: 5, targetCPUUtilizationPercentage: 50, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            """);

        var (code, refusal) = await _requests.ApplyAsync($"/apis/autoscaling/v2/{Scalers}/a", """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: a}
            spec: {maxReplicas: 6, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            """, "fieldManager=other");

        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"tester\": .spec.maxReplicas"), (code, refusal["message"]?.ToString()));
    }

    public void Dispose() => _requests.Dispose();
}
