using System.Text.Json;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Client;

public sealed class KubernetesJsonTests
{
    [Fact]
    public void Process_HasNoReflectionBasedJsonByDefault() => Assert.False(JsonSerializer.IsReflectionEnabledByDefault);

    [Fact]
    public void BuiltInKind_RoundTrips_WithoutReflectionByDefault()
    {
        const string Text = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"500m"}}}]}}""";

        var pod = WireJson.Read<V1Pod>(System.Text.Encoding.UTF8.GetBytes(Text));

        Assert.Equal("500m", pod.Spec.Containers[0].Resources.Limits["cpu"].ToString());
        Assert.Equal(Text, KubernetesJson.Serialize(pod));
    }

    [Fact]
    public void CustomKind_RoundTrips_WithoutReflectionByDefault()
    {
        const string Text = """{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"a"},"spec":{"predictor":{"minReplicas":2}}}""";

        var service = WireJson.Read<InferenceService>(System.Text.Encoding.UTF8.GetBytes(Text));

        Assert.Equal(2, service.Spec?.Predictor?.MinReplicas);
        Assert.Contains("\"minReplicas\":2", KubernetesJson.Serialize(service), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEvent_Error_CarriesTheStatus()
    {
        var refusal = Assert.Throws<ClusterException>(() => WireJson.ReadEvent<V1Pod>(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}}"""));

        Assert.Equal(410, refusal.Status.Code);
        Assert.Equal("too old", refusal.Message);
    }
}
