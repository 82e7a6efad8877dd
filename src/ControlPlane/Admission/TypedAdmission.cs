using System.Text.Json;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Admission;

/// <summary>Refuses objects of a custom kind whose fields have the wrong types: stored, they could not be read again.</summary>
internal sealed class TypedAdmission<T> : IAdmission
    where T : class
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Model == typeof(T);

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete)
        {
            return null;
        }

        try
        {
            KubernetesJson.Deserialize<T>(request.Object);
            return null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            var field = (exception as JsonException)?.Path?.TrimStart('$', '.') ?? string.Empty;
            var cause = Refusals.Cause(field, "FieldValueTypeInvalid", $"Invalid value: {field} in body is of the wrong type");
            return Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? string.Empty, [cause]);
        }
    }
}
