using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Nodes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Makes the node known and keeps its lease fresh: a lease that is not renewed is how the cluster learns of a death.</summary>
internal sealed class NodeRegistration(NodeServices node, int port)
{
    private const string LeaseNamespace = "kube-node-lease";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private string Name => node.Settings.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var registered = false;
        using var timer = new PeriodicTimer(Period, node.TimeProvider);
        do
        {
            try
            {
                await RenewAsync(cancellationToken);
                if (!registered)
                {
                    await RegisterAsync(cancellationToken);
                    registered = true;
                    node.Logger.Registered(Name, port);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                // A control plane that lost its store forgot the node, too.
                registered = registered && e is not ClusterException { IsNotFound: true };
                node.Logger.RenewalFailed(Name, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var labels = NodeIdentity.Labels(Name);
        var annotations = new Dictionary<string, string> { [MappedClaims.Annotation] = MappedClaims.Write(node.Settings.Storage.Claims) };
        try
        {
            await node.Cluster.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = Name, Labels = labels, Annotations = annotations }, Spec = new V1NodeSpec() }, cancellationToken);
        }
        catch (ClusterException e) when (e.AlreadyExists)
        {
            // The node was here before: what others say of it stays.
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Text(labels), ["annotations"] = Text(annotations) } };
            await node.Cluster.PatchAsync<V1Node>(Name, null, patch, null, cancellationToken);
        }

        var present = await node.Cluster.FindAsync<V1Node>(Name, null, cancellationToken);
        await node.Cluster.PatchAsync<V1Node>(Name, null, new JsonObject { ["status"] = Status(present?.Status?.Conditions) }, "status", cancellationToken);
        await node.Cluster.PatchAsync<V1Lease>(Name, LeaseNamespace, new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray(Owner(present)) } }, null, cancellationToken);
        node.Events.OfNode("Starting", "Starting kubelet.");
        node.Events.OfNode("NodeReady", $"Node {Name} status is now: NodeReady");
    }

    private JsonObject Owner(V1Node? present) => new() { ["apiVersion"] = "v1", ["kind"] = V1Node.KubeKind, ["name"] = Name, ["uid"] = present?.Metadata.Uid };

    private JsonObject Status(IList<V1NodeCondition>? before) => new()
    {
        ["capacity"] = Text(NodeResources.Capacity()),
        ["allocatable"] = Text(node.Settings.Allocatable),
        ["addresses"] = new JsonArray(Address("InternalIP", "127.0.0.1"), Address("Hostname", Name)),
        ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
        ["conditions"] = new JsonArray([.. NodeHealth.Heard(before, WireTime.ToSeconds(node.TimeProvider.GetUtcNow().UtcDateTime)).Select(condition => JsonNode.Parse(KubernetesJson.Serialize(condition)))]),
        ["nodeInfo"] = NodeIdentity.Info(Name),
    };

    private static JsonObject Text(IReadOnlyDictionary<string, string> values) => new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var now = node.TimeProvider.GetUtcNow().UtcDateTime;
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = Name,
                ["renewTime"] = now.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            },
        };
        try
        {
            await node.Cluster.PatchAsync<V1Lease>(Name, LeaseNamespace, patch, null, cancellationToken);
        }
        catch (ClusterException e) when (e.IsNotFound)
        {
            var lease = new V1Lease
            {
                Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = LeaseNamespace },
                Spec = new V1LeaseSpec { HolderIdentity = Name, LeaseDurationSeconds = 4, AcquireTime = now, RenewTime = now },
            };
            await node.Cluster.CreateAsync(lease, cancellationToken);
        }
    }
}
