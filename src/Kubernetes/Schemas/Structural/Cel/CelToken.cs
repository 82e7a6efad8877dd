namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>One token of an expression.</summary>
/// <param name="Kind"><c>n</c> a name, <c>s</c> a text, <c>#</c> a number, <c>o</c> an operator, <c>e</c> the end.</param>
/// <param name="Text">What it says.</param>
/// <param name="Value">The value of a literal.</param>
internal readonly record struct CelToken(char Kind, string Text, object? Value = null)
{
    public bool Is(string operation) => Kind == 'o' && Text == operation;
}
