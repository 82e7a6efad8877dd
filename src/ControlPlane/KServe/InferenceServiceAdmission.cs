using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>KServe's webhooks: fills in defaults, refuses, and warns of what does nothing.</summary>
internal sealed class InferenceServiceAdmission : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Model == typeof(InferenceService);

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null)
        {
            return null;
        }

        InferenceServiceDefaulter.Default(request.Object, isUpdate: request.OldObject is not null);
        var service = KubernetesJson.Deserialize<InferenceService>(request.Object);
        var before = request.OldObject is { } old ? KubernetesJson.Deserialize<InferenceService>(old) : null;
        request.Warnings.AddRange(InferenceServiceLints.Find(service));
        return InferenceServiceValidator.Validate(service, before) is { } message
            ? new V1Status { Status = "Failure", Code = 403, Reason = "Forbidden", Message = InferenceServiceValidator.Denial(message) }
            : null;
    }
}
