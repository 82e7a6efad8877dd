namespace ModelServing.ControlPlane.Admission;

internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,
}
