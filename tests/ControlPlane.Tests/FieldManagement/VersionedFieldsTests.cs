using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.FieldManagement;

/// <summary>An autoscaler's target is one field with two names; it has one owner all the same.</summary>
public sealed class VersionedFieldsTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private const string First = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private const string Second = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

    private readonly ApplyRequests _requests = new(api);

    [Fact]
    public async Task Update_InAnotherVersion_TakesTheFieldOver()
    {
        await CreateAsync("updated");
        await _requests.MergeAsync($"{First}/updated", """{"spec":{"targetCPUUtilizationPercentage":60}}""");

        var value = await _requests.GetAsync($"{Second}/updated");

        Assert.Equal("60", value["spec"]?["metrics"]?[0]?["resource"]?["target"]?["averageUtilization"]?.ToString());
        Assert.Equal(
            [
                "merger Update autoscaling/v1  {\"f:spec\":{\"f:targetCPUUtilizationPercentage\":{}}}",
                "robot Update autoscaling/v2  {\"f:spec\":{\"f:maxReplicas\":{},\"f:minReplicas\":{},\"f:scaleTargetRef\":{\"f:apiVersion\":{},\"f:kind\":{},\"f:name\":{}}}}",
            ],
            ApplyRequests.Owners(value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Apply_InAnotherVersion_ConflictsOverTheFieldAndForcesIt()
    {
        const string Body = "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: applied}\nspec: {targetCPUUtilizationPercentage: 60}\n";
        await CreateAsync("applied");

        var (code, refusal) = await _requests.ApplyAsync($"{First}/applied", Body);
        var (forced, value) = await _requests.ApplyAsync($"{First}/applied", Body, "fieldManager=tester&force=true");

        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"robot\" using autoscaling/v2: .spec.targetCPUUtilizationPercentage"), (code, refusal["message"]?.ToString()));
        Assert.Equal(200, forced);
        Assert.Contains("tester Apply autoscaling/v1  {\"f:spec\":{\"f:targetCPUUtilizationPercentage\":{}}}", ApplyRequests.Owners(value));
        Assert.DoesNotContain(ApplyRequests.Owners(value), owner => owner.Contains("f:metrics", StringComparison.Ordinal));
    }

    public void Dispose() => _requests.Dispose();

    private Task<(int Code, System.Text.Json.Nodes.JsonNode Body)> CreateAsync(string name) => _requests.SendAsync(HttpMethod.Post, Second, $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"spec":{"maxReplicas":3,"minReplicas":1,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"x"},
         "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}
        """);
}
