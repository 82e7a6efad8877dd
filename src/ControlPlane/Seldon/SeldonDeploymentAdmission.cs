using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Seldon Core's schema and webhook: refuses, changes nothing.</summary>
internal sealed class SeldonDeploymentAdmission : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Model == typeof(SeldonDeployment);

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null)
        {
            return null;
        }

        var name = request.Object.Text("metadata", "name") ?? string.Empty;
        if (SeldonSchema.Check(request.Object) is { Count: > 0 } missing)
        {
            return Refuse(request.Resource, name, missing);
        }

        var spec = KubernetesJson.Deserialize<SeldonDeployment>(request.Object).Spec ?? new SeldonDeploymentSpec();
        if (SeldonValidator.Validate(spec) is not { Count: > 0 } errors)
        {
            return null;
        }

        var printed = string.IsNullOrEmpty(spec.Name) ? name : spec.Name;
        var status = Refuse(request.Resource, printed, errors);
        status.Message = SeldonValidator.Sentence(printed, errors);
        return status;
    }

    private static V1Status Refuse(ResourceDefinition resource, string name, IEnumerable<SeldonFieldError> errors) =>
        Refusals.Invalid(resource, name, [.. errors.Select(error => Refusals.Cause(error.Field, error.Reason, error.Detail))]);
}
