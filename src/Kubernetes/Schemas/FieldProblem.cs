namespace ModelServing.Kubernetes.Schemas;

/// <summary>A field that does not fit its schema.</summary>
/// <param name="Path">Where, for example <c>spec.template.spec.containers[0].image</c>.</param>
/// <param name="IsUnknown">Whether the schema lacks the field; otherwise its value has the wrong type.</param>
/// <param name="Message">What is wrong.</param>
public sealed record FieldProblem(string Path, bool IsUnknown, string Message);
