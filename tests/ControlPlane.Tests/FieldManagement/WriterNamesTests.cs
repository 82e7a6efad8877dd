using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.FieldManagement;

/// <summary>Whose fields are whose: every part of the cluster writes under its own name.</summary>
public sealed class WriterNamesTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Components_OwnWhatTheyWrite()
    {
        await using var api = new RunningApi { Reconciles = true };
        await api.InitializeAsync();
        using var node = ClusterClient.FromKubeconfig(api.Kubeconfig, "kubelet");
        await node.CreateAsync(new k8s.Models.V1Node { Metadata = new() { Name = "n", Labels = new Dictionary<string, string> { ["a"] = "b" } }, Status = new() { Conditions = [new() { Type = "Ready", Status = "True" }] } }, CancellationToken);
        using var http = api.Http(api.Token);
        await new Kubectl(api).RunAsync("apply -f -", Samples.Deployment("written", replicas: 1));

        await Eventually.TrueAsync(async () => Managers(await ListAsync(http, "/apis/apps/v1/namespaces/default/replicasets")).Contains("kube-controller-manager"), "the replica set is made");
        Assert.Contains("kubelet", Managers(await ListAsync(http, "/api/v1/nodes")));
        Assert.Equal(["kube-apiserver"], Managers(await ListAsync(http, "/api/v1/namespaces")));
        Assert.Contains("kubectl-client-side-apply", Managers(await ListAsync(http, "/apis/apps/v1/namespaces/default/deployments")));
        Assert.DoesNotContain("kubernetes-csharp", Managers(await ListAsync(http, "/api/v1/nodes")));
    }

    [Fact]
    public async Task KServeAndSeldon_OwnWhatTheyWrite()
    {
        await using var api = new RunningApi { Reconciles = true };
        await api.InitializeAsync();
        using var http = api.Http(api.Token);
        await new Kubectl(api).RunAsync("apply -f -", Samples.InferenceService("served"));

        await Eventually.TrueAsync(
            async () => Managers(await ListAsync(http, "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices")).Contains("kserve-controller-manager"), "KServe writes its status");
    }

    private static HashSet<string> Managers(JsonNode list) => [.. (list["items"] as JsonArray ?? [])
        .SelectMany(item => item?["metadata"]?["managedFields"] as JsonArray ?? []).Select(entry => entry?["manager"]?.ToString() ?? "")];

    private static async Task<JsonNode> ListAsync(HttpClient http, string path) =>
        JsonNode.Parse(await http.GetStringAsync(path, CancellationToken)) ?? throw new InvalidDataException(path);
}
