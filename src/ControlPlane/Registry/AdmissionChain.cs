using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Asks every admission about a write.</summary>
internal sealed class AdmissionChain(IEnumerable<IAdmission> admissions)
{
    private readonly IReadOnlyList<IAdmission> _admissions = [.. admissions];

    public V1Status? Admit(ResourceDefinition resource, JsonObject value, JsonObject? before, WriteOptions options)
    {
        var operation = before is null ? AdmissionOperation.Create : AdmissionOperation.Update;
        var request = new AdmissionRequest(operation, resource, value, before, options.Subresource);
        foreach (var admission in _admissions)
        {
            if (admission.AppliesTo(resource) && admission.Admit(request) is { } refusal)
            {
                return refusal;
            }
        }

        options.Warnings.AddRange(request.Warnings.Except(options.Warnings).ToList());
        return null;
    }
}
