using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Defaults;

internal static class ServiceObjectDefaults
{
    public static void Apply(JsonObject service)
    {
        var spec = service.Child("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        if (spec.Text("type") == "ExternalName")
        {
            return;
        }

        spec.Default("internalTrafficPolicy", "Cluster");
        foreach (var port in spec.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["port"] is { } number)
            {
                port.Default("targetPort", number.DeepClone());
            }
        }

        // Traffic goes through the gateway and endpoint slices, never through a virtual address.
        spec.Default("clusterIP", "None");
        spec.Default("clusterIPs", new JsonArray(spec.Text("clusterIP")));
        service.Child("status").Child("loadBalancer");
    }
}
