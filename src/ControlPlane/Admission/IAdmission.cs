using k8s.Models;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Admission;

/// <summary>
/// What a kind's owner has to say before an object is stored: defaults and refusals, the in-process form of an admission webhook.
/// Register implementations as <see cref="IAdmission"/> singletons; they run in the order of registration.
/// </summary>
internal interface IAdmission
{
    /// <summary>Says whether this admission wants to see writes of a kind.</summary>
    bool AppliesTo(ResourceDefinition resource);

    /// <summary>Changes <see cref="AdmissionRequest.Object"/> in place, and gives a refusal or null. May run again when a write conflicts.</summary>
    V1Status? Admit(AdmissionRequest request);
}
