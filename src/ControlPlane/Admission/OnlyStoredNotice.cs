using k8s.Models;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Admission;

/// <summary>Tells who creates an object that nothing here acts on, so that nobody waits for it.</summary>
internal sealed class OnlyStoredNotice : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.IsOnlyStored;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Create)
        {
            request.Warnings.Add($"{request.Resource.Kind} is stored, but nothing in the local cluster acts on it, as a real cluster would");
        }

        return null;
    }
}
