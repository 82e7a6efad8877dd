namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>One overload of a function: gives <see cref="CelError.NoOverload"/> for values of other types.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Count">How many arguments it takes, beside a method's target.</param>
/// <param name="Evaluate">Gives its value for its arguments, a method's target first.</param>
internal sealed record CelFunction(string Name, int Count, Func<object?[], object?> Evaluate);
