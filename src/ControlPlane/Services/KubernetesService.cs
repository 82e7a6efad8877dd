using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Services;

/// <summary>Publishes the API itself as the Service <c>kubernetes</c> of the namespace <c>default</c>, again whenever somebody takes it away or changes where it leads.</summary>
internal sealed class KubernetesService(ClusterStore store, ObjectRegistry registry, IServer server) : BackgroundService, IHostedLifecycleService
{
    private const string Name = "kubernetes";
    private const string Namespace = "default";

    private static readonly ResourceDefinition[] Kinds = [ResourceCatalog.Of<V1Service>(), ResourceCatalog.Of<V1Endpoints>(), ResourceCatalog.Of<V1EndpointSlice>()];

    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nobody who finds the kubeconfig, which is written next, misses the Service.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (KubeconfigPublisher.AddressOf(server.Features.Get<IServerAddressesFeature>()) is { } address)
        {
            Array.ForEach(Kinds, kind => Ensure(kind, address));
            _address.SetResult(address);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var address = await _address.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(Kinds.Select(kind => KeepAsync(kind, address, stoppingToken)));
    }

    private async Task KeepAsync(ResourceDefinition kind, Uri address, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (store.TryWatch(kind.GroupResource, store.PublishedVersion(), out var watch))
            {
                using (watch)
                {
                    Ensure(kind, address);
                    await foreach (var change in watch.Changes.ReadAllAsync(stoppingToken))
                    {
                        if (change.After.Key is { Namespace: Namespace, Name: Name })
                        {
                            Ensure(kind, address);
                        }
                    }
                }
            }
        }
    }

    private void Ensure(ResourceDefinition kind, Uri address)
    {
        var wanted = Describe(kind, address);
        if (store.Find(ObjectRegistry.KeyOf(kind, Namespace, Name)) is not { } present)
        {
            registry.Create(kind, Namespace, wanted, WriteOptions.OfApiServer);
        }
        else if (!IsRight(present, wanted))
        {
            registry.Update(kind, Namespace, Name, value => Correct(value, wanted), WriteOptions.OfApiServer);
        }
    }

    /// <summary>Whether nothing is to be corrected, as after every write of our own.</summary>
    private static bool IsRight(StoredObject present, JsonObject wanted) =>
        JsonObject.Create(present.Root) is { } value && JsonNode.DeepEquals(value, Correct(value.DeepClone().AsObject(), wanted).Value);

    /// <summary>Where the API is found is not for others to say; labels and annotations may be added.</summary>
    private static Change Correct(JsonObject value, JsonObject wanted)
    {
        foreach (var (field, content) in wanted.Where(member => member.Key is "subsets" or "endpoints" or "ports"))
        {
            value[field] = content?.DeepClone();
        }

        if (wanted["spec"] is JsonObject spec)
        {
            value.Child("spec")["ports"] = spec["ports"]?.DeepClone();
            value.Child("spec").Remove("selector");
        }

        foreach (var (label, text) in wanted["metadata"]?["labels"] as JsonObject ?? [])
        {
            value.Child("metadata").Child("labels")[label] = text?.DeepClone();
        }

        return value;
    }

    private static JsonObject Describe(ResourceDefinition kind, Uri address)
    {
        var ip = IPAddress.TryParse(address.DnsSafeHost, out var parsed) ? parsed : IPAddress.Loopback;
        var port = new JsonObject { ["name"] = "https", ["port"] = (long)address.Port, ["protocol"] = "TCP" };
        return kind.Kind switch
        {
            "Service" => Object(
                new JsonObject { ["component"] = "apiserver", ["provider"] = Name },
                ("spec", new JsonObject { ["clusterIP"] = AllocatedAddresses.First, ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443L, ["protocol"] = "TCP", ["targetPort"] = (long)address.Port }) })),
            "Endpoints" => Object(
                new JsonObject { [EndpointsMirroring.SkipLabel] = "true" },
                ("subsets", new JsonArray(new JsonObject { ["addresses"] = new JsonArray(new JsonObject { ["ip"] = ip.ToString() }), ["ports"] = new JsonArray(port) }))),
            _ => Object(
                new JsonObject { [EndpointSlices.ServiceLabel] = Name },
                ("addressType", ip.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6"),
                ("endpoints", new JsonArray(new JsonObject { ["addresses"] = new JsonArray(ip.ToString()), ["conditions"] = new JsonObject { ["ready"] = true } })),
                ("ports", new JsonArray(port))),
        };
    }

    private static JsonObject Object(JsonObject labels, params ReadOnlySpan<(string Field, JsonNode Value)> fields)
    {
        labels[FeedSet.IgnoredLabel] = "true";
        var value = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Name, ["labels"] = labels } };
        foreach (var (field, content) in fields)
        {
            value[field] = content;
        }

        return value;
    }
}
