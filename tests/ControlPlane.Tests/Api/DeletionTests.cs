using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>Finalizers, owners and the orders in which they go.</summary>
public sealed class DeletionTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(api.Kubeconfig));
    private readonly Kubectl _kubectl = new(api);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Foreground_OwnerGoesLast()
    {
        var owner = await CreateAsync("owner");
        await CreateAsync("held", owner, "example.com/hold");

        await _client.CoreV1.DeleteNamespacedConfigMapAsync("owner", "default", propagationPolicy: "Foreground", cancellationToken: CancellationToken);

        Assert.Equal(["foregroundDeletion"], (await ReadAsync("owner"))?.Metadata.Finalizers);
        await Eventually.TrueAsync(async () => (await ReadAsync("held"))?.Metadata.DeletionTimestamp is not null, "the held one is marked");
        Assert.NotNull(await ReadAsync("owner"));
        await _kubectl.RunAsync("patch cm held --type=merge -p '{\"metadata\":{\"finalizers\":null}}'");
        await Eventually.TrueAsync(async () => await ReadAsync("owner") is null, "the owner goes");
        Assert.Null(await ReadAsync("held"));
    }

    [Fact]
    public async Task Background_OwnerGoesAtOnceAndOrphansStay()
    {
        var owner = await CreateAsync("parent");
        await CreateAsync("child", owner);
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("parent", "default", cancellationToken: CancellationToken);
        Assert.Null(await ReadAsync("parent"));
        await Eventually.TrueAsync(async () => await ReadAsync("child") is null, "the child goes");

        var second = await CreateAsync("parent2");
        await CreateAsync("child2", second);
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("parent2", "default", propagationPolicy: "Orphan", cancellationToken: CancellationToken);
        Assert.Empty((await ReadAsync("child2"))?.Metadata.OwnerReferences ?? []);
    }

    [Fact]
    public async Task Finalizer_CannotComeToWhatIsBeingDeleted()
    {
        await CreateAsync("final", null, "example.com/a");
        var deleted = await _kubectl.RunAsync("delete cm final --wait=false");
        Assert.Equal("configmap \"final\" deleted\n", deleted);

        var error = await _kubectl.FailAsync("patch cm final --type=merge -p '{\"metadata\":{\"finalizers\":[\"example.com/a\",\"example.com/b\"]}}'");

        Assert.Contains(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/b\"}", error, StringComparison.Ordinal);
        Assert.Equal(0, (await ReadAsync("final"))?.Metadata.DeletionGracePeriodSeconds);
    }

    [Fact]
    public async Task DeleteCollection_TakesItsOptionsFromTheBody()
    {
        await _client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new() { Name = "kept", Labels = new Dictionary<string, string> { ["set"] = "one" } } }, "default", cancellationToken: CancellationToken);

        await _client.CoreV1.DeleteCollectionNamespacedConfigMapAsync(
            "default", body: new V1DeleteOptions { DryRun = ["All"] }, labelSelector: "set=one", cancellationToken: CancellationToken);
        Assert.NotNull(await ReadAsync("kept"));

        await _client.CoreV1.DeleteCollectionNamespacedConfigMapAsync("default", labelSelector: "set=one", cancellationToken: CancellationToken);
        Assert.Null(await ReadAsync("kept"));
    }

    [Fact]
    public async Task List_OfAVersionThatIsNotYet_IsATimeout()
    {
        var error = await _kubectl.FailAsync("get --raw '/api/v1/configmaps?resourceVersion=999999999'");

        Assert.Contains("Too large resource version: 999999999", error, StringComparison.Ordinal);
    }

    public void Dispose() => _client.Dispose();

    private Task<V1ConfigMap> CreateAsync(string name, V1ConfigMap? owner = null, params string[] finalizers) => _client.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap
        {
            Metadata = new()
            {
                Name = name,
                Finalizers = finalizers.Length == 0 ? null : finalizers,
                OwnerReferences = owner is null
                    ? null
                    : [new() { ApiVersion = "v1", Kind = "ConfigMap", Name = owner.Metadata.Name, Uid = owner.Metadata.Uid, BlockOwnerDeletion = true }],
            },
        },
        "default",
        cancellationToken: CancellationToken);

    private async Task<V1ConfigMap?> ReadAsync(string name)
    {
        try
        {
            return await _client.CoreV1.ReadNamespacedConfigMapAsync(name, "default", cancellationToken: CancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
