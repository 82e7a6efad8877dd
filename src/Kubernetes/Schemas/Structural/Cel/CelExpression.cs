namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>A compiled expression: gives null, bool, long, double, string, a JSON object or array, a list, or a <see cref="CelError"/>.</summary>
internal delegate object? CelExpression(CelScope scope);
