namespace ModelServing.Kubernetes.Apply;

/// <summary>How a value is owned and merged.</summary>
public enum MergeForm
{
    /// <summary>As a whole: a scalar, an atomic list, an atomic structure or map.</summary>
    Leaf,

    /// <summary>Member by member: a structure or a map.</summary>
    Members,

    /// <summary>Item by item; items are scalars and name themselves.</summary>
    Set,

    /// <summary>Item by item; items are objects that some of their members name.</summary>
    Keyed,
}
