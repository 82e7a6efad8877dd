namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>What the names in an expression stand for.</summary>
internal sealed class CelScope
{
    /// <summary>What one rule may cost: steps through lists and maps.</summary>
    private const int MaxSteps = 1_000_000;

    private readonly CelScope? _outer;
    private readonly CelScope _root;
    private readonly string _name;
    private readonly object? _value;
    private int _steps;

    public CelScope(string name, object? value, CelScope? outer = null)
    {
        (_name, _value, _outer) = (name, value, outer);
        _root = outer?._root ?? this;
    }

    public object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._name == name)
            {
                return scope._value;
            }
        }

        return new CelError($"undeclared reference to '{name}'");
    }

    /// <summary>Counts a step of a loop; false when the rule has become too expensive.</summary>
    public bool TryStep() => ++_root._steps <= MaxSteps;
}
