namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The operators. Logic absorbs an error on one side where the other decides.</summary>
internal static class CelOperators
{
    public static CelExpression Conditional(CelExpression condition, CelExpression then, CelExpression otherwise) => scope => condition(scope) switch
    {
        true => then(scope),
        false => otherwise(scope),
        CelError error => error,
        _ => CelError.NoOverload,
    };

    public static CelExpression Not(CelExpression value) => scope => value(scope) switch
    {
        bool flag => !flag,
        CelError error => error,
        _ => CelError.NoOverload,
    };

    public static CelExpression Negate(CelExpression value) => scope => value(scope) switch
    {
        long number => unchecked(-number),
        double number => -number,
        CelError error => error,
        _ => CelError.NoOverload,
    };

    public static CelExpression Binary(string operation, CelExpression left, CelExpression right) => operation switch
    {
        "&&" => scope => Decide(left(scope), right, scope, false),
        "||" => scope => Decide(left(scope), right, scope, true),
        _ => scope => (left(scope), right(scope)) switch
        {
            (CelError error, _) => error,
            (_, CelError error) => error,
            var (a, b) => Apply(operation, a, b),
        },
    };

    private static object? Decide(object? first, CelExpression right, CelScope scope, bool decisive)
    {
        if (first is bool one && one == decisive)
        {
            return decisive;
        }

        var second = right(scope);
        return (first, second) switch
        {
            (_, bool two) when two == decisive => decisive,
            (bool, bool) => !decisive,
            (CelError error, _) => error,
            (_, CelError error) => error,
            _ => CelError.NoOverload,
        };
    }

    public static object? Apply(string operation, object? left, object? right) => operation switch
    {
        "==" => CelValues.AreEqual(left, right),
        "!=" => !CelValues.AreEqual(left, right),
        "in" => CelValues.Items(right) is { } items ? items.Exists(item => CelValues.AreEqual(item, left)) : CelError.NoOverload,
        "<" or "<=" or ">" or ">=" => Order(operation, left, right),
        _ => (left, right) switch
        {
            (long a, long b) => Integer(operation, a, b),
            (double a, double b) => Number(operation, a, b),
            (long a, double b) => Number(operation, a, b),
            (double a, long b) => Number(operation, a, b),
            (string a, string b) when operation == "+" => a + b,
            _ when operation == "+" && CelValues.Items(left) is { } a && CelValues.Items(right) is { } b => (List<object?>)[.. a, .. b],
            _ => CelError.NoOverload,
        },
    };

    private static object Order(string operation, object? left, object? right)
    {
        int? order = (CelTimes.Like(left, right), CelTimes.Like(right, left)) switch
        {
            (long a, long b) => a.CompareTo(b),
            (long a, double b) => ((double)a).CompareTo(b),
            (double a, long b) => a.CompareTo(b),
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (bool a, bool b) => a.CompareTo(b),
            (TimeSpan a, TimeSpan b) => a.CompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            _ => null,
        };
        return order is not { } sign ? CelError.NoOverload : operation switch
        {
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        };
    }

    private static object Integer(string operation, long left, long right)
    {
        try
        {
            return operation switch
            {
                "+" => checked(left + right),
                "-" => checked(left - right),
                "*" => checked(left * right),
                "/" when right == 0 => new CelError("division by zero"),
                "%" when right == 0 => new CelError("modulus by zero"),
                "/" => checked(left / right),
                _ => left % right,
            };
        }
        catch (OverflowException)
        {
            return new CelError("integer overflow");
        }
    }

    private static object Number(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => CelError.NoOverload,
    };
}
