using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Client;

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
        var labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = Name, ["kubernetes.io/os"] = "linux" };
        try
        {
            await node.Cluster.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = Name, Labels = labels }, Spec = new V1NodeSpec() }, cancellationToken);
        }
        catch (ClusterException e) when (e.AlreadyExists)
        {
            // The node was here before; only its status is new.
        }

        await node.Cluster.PatchAsync<V1Node>(Name, null, new JsonObject { ["status"] = Status() }, "status", cancellationToken);
    }

    private JsonObject Status()
    {
        var now = PodStatusWriter.Time(node.TimeProvider.GetUtcNow());
        JsonObject Resources() => new()
        {
            ["cpu"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki",
            ["pods"] = "110",
        };
        return new JsonObject
        {
            ["capacity"] = Resources(),
            ["allocatable"] = Resources(),
            ["addresses"] = new JsonArray(Address("InternalIP", "127.0.0.1"), Address("Hostname", Name)),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["reason"] = "KubeletReady",
                ["message"] = "kubelet is posting ready status",
                ["lastHeartbeatTime"] = now,
                ["lastTransitionTime"] = now,
            }),
            ["nodeInfo"] = Info(),
        };
    }

    private JsonObject Info() => new()
    {
        ["architecture"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
        ["bootID"] = Name,
        ["containerRuntimeVersion"] = "modelserving://0.1.0",
        ["kernelVersion"] = Environment.OSVersion.VersionString,
        ["kubeProxyVersion"] = "v1.34.0",
        ["kubeletVersion"] = "v1.34.0",
        ["machineID"] = Name,
        ["operatingSystem"] = OperatingSystem.IsWindows() ? "windows" : "linux",
        ["osImage"] = RuntimeInformation.OSDescription,
        ["systemUUID"] = Name,
    };

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
                Spec = new V1LeaseSpec { HolderIdentity = Name, LeaseDurationSeconds = 4, RenewTime = now },
            };
            await node.Cluster.CreateAsync(lease, cancellationToken);
        }
    }
}
