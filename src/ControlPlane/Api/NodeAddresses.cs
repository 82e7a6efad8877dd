using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Where nodes answer.</summary>
internal static class NodeAddresses
{
    /// <summary>Gives the root of a node's own endpoints, or null if it publishes none.</summary>
    public static Uri? Find(ClusterStore store, string name)
    {
        var node = store.Find(new StoreKey("nodes", "", name))?.Root ?? default;
        var port = (int)node.Number("status", "daemonEndpoints", "kubeletEndpoint", "Port");
        var host = node.Items("status", "addresses").Where(item => item.Text("type") == "InternalIP").Select(item => item.Text("address")).FirstOrDefault();
        return port > 0 ? new UriBuilder("http", host ?? "127.0.0.1", port).Uri : null;
    }
}
