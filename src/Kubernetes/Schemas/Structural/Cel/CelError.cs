namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The value of an expression that has none.</summary>
internal sealed record CelError(string Message)
{
    /// <summary>Gets a value that says whether a field or an item was asked for that is not there.</summary>
    public bool IsAbsence { get; init; }

    public static CelError NoOverload { get; } = new("no such overload");
}
