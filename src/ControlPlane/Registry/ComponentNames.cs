namespace ModelServing.ControlPlane.Registry;

/// <summary>Under which names the parts of a cluster own the fields that they write.</summary>
internal static class ComponentNames
{
    public const string ApiServer = "kube-apiserver";
    public const string ControllerManager = "kube-controller-manager";
    public const string Scheduler = "kube-scheduler";
    public const string KServe = "kserve-controller-manager";

    /// <summary>Knative's, which KServe leaves its revisions to.</summary>
    public const string Knative = "controller";

    public const string Seldon = "manager";
}
