using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>The public .NET client with its typed calls.</summary>
public sealed class TypedClientTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(api.Kubeconfig));

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pod_LivesItsLife()
    {
        var created = await _client.CoreV1.CreateNamespacedPodAsync(Pod("typed"), "default", cancellationToken: CancellationToken);
        Assert.Equal("Pending", created.Status.Phase);
        Assert.Equal("Always", created.Spec.RestartPolicy);
        Assert.NotNull(created.Metadata.Uid);

        var patch = new V1Patch("""{"metadata":{"labels":{"a":"b"}}}""", V1Patch.PatchType.StrategicMergePatch);
        var patched = await _client.CoreV1.PatchNamespacedPodAsync(patch, "typed", "default", cancellationToken: CancellationToken);
        Assert.Equal("b", patched.Metadata.Labels["a"]);

        var list = await _client.CoreV1.ListNamespacedPodAsync("default", labelSelector: "a=b", cancellationToken: CancellationToken);
        Assert.Equal(["typed"], list.Items.Select(pod => pod.Metadata.Name));

        var deleted = await _client.CoreV1.DeleteNamespacedPodAsync("typed", "default", cancellationToken: CancellationToken);
        Assert.Equal("typed", deleted.Metadata.Name);
        await ExpectAsync(HttpStatusCode.NotFound, () => _client.CoreV1.ReadNamespacedPodAsync("typed", "default", cancellationToken: CancellationToken));
    }

    [Fact]
    public async Task Replace_StaleObject_IsAConflictInUpstreamsWords()
    {
        var first = await _client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new() { Name = "contended" } }, "default", cancellationToken: CancellationToken);
        var stale = first.Metadata.ResourceVersion;
        first.Data = new Dictionary<string, string> { ["a"] = "1" };
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(first, "contended", "default", cancellationToken: CancellationToken);
        first.Metadata.ResourceVersion = stale;

        var body = await ExpectAsync(HttpStatusCode.Conflict, () => _client.CoreV1.ReplaceNamespacedConfigMapAsync(first, "contended", "default", cancellationToken: CancellationToken));

        Assert.Contains("Operation cannot be fulfilled on configmaps \\\"contended\\\": the object has been modified; please apply your changes to the latest version and try again", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_ReadsAndReplaces()
    {
        await _client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new() { Name = "scaled" },
                Spec = new()
                {
                    Replicas = 2,
                    Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "scaled" } },
                    Template = new()
                    {
                        Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = "scaled" } },
                        Spec = Pod("x").Spec,
                    },
                },
            },
            "default",
            cancellationToken: CancellationToken);

        var scale = await _client.AppsV1.ReadNamespacedDeploymentScaleAsync("scaled", "default", cancellationToken: CancellationToken);
        Assert.Equal((2, "app=scaled"), (scale.Spec.Replicas, scale.Status.Selector));
        scale.Spec.Replicas = 4;
        await _client.AppsV1.ReplaceNamespacedDeploymentScaleAsync(scale, "scaled", "default", cancellationToken: CancellationToken);

        var deployment = await _client.AppsV1.ReadNamespacedDeploymentAsync("scaled", "default", cancellationToken: CancellationToken);
        Assert.Equal((4, 2L), (deployment.Spec.Replicas, deployment.Metadata.Generation));
    }

    [Fact]
    public async Task List_InPages_GivesEverythingOnce()
    {
        await _client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new() { Name = "paged" } }, cancellationToken: CancellationToken);
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            await _client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new() { Name = name } }, "paged", cancellationToken: CancellationToken);
        }

        List<string> names = [];
        string? next = null;
        do
        {
            var page = await _client.CoreV1.ListNamespacedConfigMapAsync("paged", limit: 2, continueParameter: next, cancellationToken: CancellationToken);
            names.AddRange(page.Items.Select(item => item.Metadata.Name));
            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));

        Assert.Equal(["a", "b", "c", "d", "e"], names);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/pods", "{", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/namespaces/default/pods", "[]", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"a"},"metadata":{"name":"b"}}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/namespaces/default/pods", """{"kind":"Node","apiVersion":"v1","metadata":{"name":"a"}}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a","namespace":"other"}}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/namespaces/nowhere/configmaps", """{"metadata":{"name":"a"}}""", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"UPPER"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/namespaces/default/configmaps", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"a"},"spec":{}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/namespaces/default/widgets", "{}", HttpStatusCode.NotFound)]
    [InlineData("/nonsense", "{}", HttpStatusCode.NotFound)]
    public async Task Post_Malformed_IsAStatus(string path, string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await api.Http(api.Token).PostAsync(path, content, CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        var status = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken));
        Assert.Equal(("Status", (int)expected), (status?["kind"]?.GetValue<string>(), status?["code"]?.GetValue<int>()));
    }

    [Fact]
    public async Task Post_TooLarge_IsRefused()
    {
        using var content = new StringContent($"{{\"data\":{{\"a\":\"{new string('x', 4 * 1024 * 1024)}\"}}}}", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/configmaps") { Content = content };

        // The server answers before it has read the body: a client that sends on regardless may see the connection close instead.
        request.Headers.ExpectContinue = true;
        using var response = await api.Http(api.Token).SendAsync(request, CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    public void Dispose() => _client.Dispose();

    private static V1Pod Pod(string name) => new() { Metadata = new() { Name = name }, Spec = new() { Containers = [new V1Container { Name = "c", Image = "x" }] } };

    private static async Task<string> ExpectAsync(HttpStatusCode code, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(call);
        Assert.Equal(code, refusal.Response.StatusCode);
        return refusal.Response.Content;
    }
}
