using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Defaults;

/// <summary>Fills in what Kubernetes fills in, so that clients read complete objects.</summary>
internal sealed class BuiltInDefaults : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => !resource.IsCustom;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource == "status")
        {
            return null;
        }

        var value = request.Object;
        switch (request.Resource.GroupResource)
        {
            case "namespaces":
                ApplyNamespace(value);
                break;
            case "pods":
                PodDefaults.Apply(value.Child("spec"));
                PodDefaults.ApplyToPod(value);
                break;
            case "services":
                ServiceObjectDefaults.Apply(value);
                break;
            case "secrets":
                ApplySecret(value);
                break;
            case "persistentvolumeclaims":
                value.Child("spec").Default("volumeMode", "Filesystem");
                value.Child("status").Default("phase", "Pending");
                break;
            case "deployments.apps":
                WorkloadDefaults.ApplyDeployment(value);
                break;
            case "replicasets.apps":
                WorkloadDefaults.ApplyReplicaSet(value);
                break;
            case "horizontalpodautoscalers.autoscaling":
                WorkloadDefaults.ApplyAutoscaler(value);
                break;
        }

        return null;
    }

    private static void ApplyNamespace(JsonObject value)
    {
        value.Metadata().Child("labels")["kubernetes.io/metadata.name"] = value.Text("metadata", "name");
        value.Child("spec").Default("finalizers", new JsonArray("kubernetes"));
        value.Child("status").Default("phase", "Active");
    }

    private static void ApplySecret(JsonObject value)
    {
        value.Default("type", "Opaque");
        if (value["stringData"] is JsonObject plain)
        {
            foreach (var (key, text) in plain)
            {
                value.Child("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text?.ToString() ?? ""));
            }

            value.Remove("stringData");
        }
    }
}
