using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Refuses objects that break the schema of their definition. Runs before the kind's owner, who may then rely on it.</summary>
internal sealed class CustomResourceAdmission : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.Custom is not null;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Resource.Custom is not { } custom)
        {
            return null;
        }

        if (custom.IsTerminating && request.OldObject is null)
        {
            return Refusals.NotAllowed(request.Resource, "create not allowed while custom resource definition is terminating");
        }

        var errors = custom.Schema.Validate(request.Object, request.OldObject);
        return errors.Count == 0 ? null : Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? "",
            [.. errors.DistinctBy(error => (error.Field, error.Message)).Select(error => Refusals.Cause(error.Field, error.Reason, error.Message))]);
    }
}
