namespace ModelServing.Kubernetes.Client;

/// <summary>The kinds of change in a watch stream.</summary>
public enum ResourceEventType
{
    /// <summary>The object was created, or existed when the watch began.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object was deleted.</summary>
    Deleted,
}
