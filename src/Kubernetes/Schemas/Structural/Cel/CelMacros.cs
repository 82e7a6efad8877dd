namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The macros that go through a list's items or a map's keys.</summary>
internal static class CelMacros
{
    private static readonly CelError TooExpensive = new("operation cancelled: actual cost limit exceeded");

    public static bool IsMacro(string name) => name is "all" or "exists" or "exists_one" or "filter" or "map" or "optMap" or "optFlatMap";

    public static CelExpression? Of(string name, CelExpression target, string variable, List<CelExpression> body) => (name, body) switch
    {
        ("all", [var test]) => scope => Quantify(target(scope), variable, test, scope, decisive: false),
        ("exists", [var test]) => scope => Quantify(target(scope), variable, test, scope, decisive: true),
        ("exists_one", [var test]) => scope => Select(target(scope), variable, test, null, scope) is var found && found is List<object?> list ? list.Count == 1 : found,
        ("filter", [var test]) => scope => Select(target(scope), variable, test, null, scope),
        ("map", [var result]) => scope => Select(target(scope), variable, null, result, scope),
        ("optMap", [var result]) => scope => CelOptional.Select(target(scope), value => result(new CelScope(variable, value, scope))),
        ("optFlatMap", [var result]) => scope => CelOptional.Select(target(scope), value => result(new CelScope(variable, value, scope))) is CelOptional { Value: CelOptional inner } ? inner : CelOptional.None,
        ("map", [var test, var result]) => scope => Select(target(scope), variable, test, result, scope),
        _ => null,
    };

    /// <summary>One decisive item decides, whatever errors the others make.</summary>
    private static object? Quantify(object? target, string variable, CelExpression test, CelScope scope, bool decisive)
    {
        if (CelValues.Items(target) is not { } items)
        {
            return target is CelError ? target : CelError.NoOverload;
        }

        object? error = null;
        foreach (var item in items)
        {
            if (!scope.TryStep())
            {
                return TooExpensive;
            }

            var result = test(new CelScope(variable, item, scope));
            if (result is bool flag && flag == decisive)
            {
                return decisive;
            }

            error ??= result switch { bool => null, CelError => result, _ => CelError.NoOverload };
        }

        return error ?? !decisive;
    }

    private static object? Select(object? target, string variable, CelExpression? test, CelExpression? result, CelScope scope)
    {
        if (CelValues.Items(target) is not { } items)
        {
            return target is CelError ? target : CelError.NoOverload;
        }

        var selected = new List<object?>();
        foreach (var item in items)
        {
            if (!scope.TryStep())
            {
                return TooExpensive;
            }

            var inner = new CelScope(variable, item, scope);
            var wanted = test is null ? true : test(inner);
            if (wanted is not bool flag)
            {
                return wanted as CelError ?? CelError.NoOverload;
            }

            if (flag)
            {
                var value = result is null ? item : result(inner);
                if (value is CelError)
                {
                    return value;
                }

                selected.Add(value);
            }
        }

        return selected;
    }
}
