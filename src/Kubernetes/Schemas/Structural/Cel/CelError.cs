namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The value of an expression that has none.</summary>
internal sealed record CelError(string Message)
{
    public static CelError NoOverload { get; } = new("no such overload");
}
