using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Options;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Workloads;

namespace ModelServing.ControlPlane.Admission;

/// <summary>Lets a pod that says nothing of it stay on a lost node for the cluster's default time, as the admission DefaultTolerationSeconds does.</summary>
internal sealed class DefaultTolerations(IOptions<TolerationOptions> options) : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == "pods";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Delete && request.Subresource is null)
        {
            var spec = request.Object.Child("spec");
            Tolerate(spec, NodeTaints.NotReadyKey, options.Value.DefaultNotReadyTolerationSeconds);
            Tolerate(spec, NodeTaints.UnreachableKey, options.Value.DefaultUnreachableTolerationSeconds);
        }

        return null;
    }

    /// <summary>Whether a pod's tolerations are those that one without any gets.</summary>
    public static bool AreDefault(IEnumerable<JsonObject> tolerations) => tolerations.Select(toleration => toleration.Text("key")).SequenceEqual([NodeTaints.NotReadyKey, NodeTaints.UnreachableKey]);

    private static void Tolerate(JsonObject spec, string key, int seconds)
    {
        var covered = spec.Objects("tolerations").Any(toleration =>
            (string.IsNullOrEmpty(toleration.Text("key")) || toleration.Text("key") == key) && toleration.Text("effect") is null or "" or "NoExecute");
        if (!covered)
        {
            spec.List("tolerations").Add((JsonNode)new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = seconds });
        }
    }
}
