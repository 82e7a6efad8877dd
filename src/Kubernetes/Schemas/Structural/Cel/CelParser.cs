namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Compiles the part of CEL that validation rules commonly use; the rest is named, so that a rule is not taken for checked.</summary>
/// <remarks>
/// <c>expr = or [ "?" expr ":" expr ]; or = and { "||" and }; and = relation { "&amp;&amp;" relation }; relation = sum { ( "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" |
/// "&gt;=" | "in" ) sum }; sum = product { ( "+" | "-" ) product }; product = unary { ( "*" | "/" | "%" ) unary }; unary = { "!" | "-" } member;
/// member = primary { "." [ "?" ] name [ "(" args ")" ] | "[" [ "?" ] expr "]" }; primary = literal | name [ "(" args ")" ] | "(" expr ")" | "[" args "]"</c>.
/// </remarks>
internal sealed class CelParser
{
    private const int MaxDepth = 64;

    private static readonly string[][] Levels = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];

    private readonly List<CelToken> _tokens;
    private readonly HashSet<string> _names = ["self", "oldSelf"];
    private int _at;
    private int _depth;
    private string? _problem;

    private CelParser(List<CelToken> tokens)
    {
        _tokens = tokens;
    }

    private CelToken Current => _tokens[_at];

    public bool UsesOldSelf { get; private set; }

    /// <summary>Gives the compiled expression, or null with what is malformed or not supported.</summary>
    public static CelExpression? Compile(string text, out bool usesOldSelf, out string problem)
    {
        usesOldSelf = false;
        if (new CelLexer(text).Read(out problem) is not { } tokens)
        {
            return null;
        }

        var parser = new CelParser(tokens);
        var expression = parser.Expression();
        usesOldSelf = parser.UsesOldSelf;
        if (expression is not null && parser.Current.Kind != 'e')
        {
            parser.Fail($"unexpected {parser.Current.Text}");
        }

        problem = parser._problem ?? "";
        return parser._problem is null ? expression : null;
    }

    private CelExpression? Expression()
    {
        if (++_depth > MaxDepth)
        {
            return Fail("nested too deeply");
        }

        var condition = Binary(0);
        if (condition is not null && Accept("?"))
        {
            var then = Expression();
            var otherwise = Accept(":") ? Expression() : Fail("expected :");
            condition = then is null || otherwise is null ? null : CelOperators.Conditional(condition, then, otherwise);
        }

        _depth--;
        return condition;
    }

    private CelExpression? Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (left is not null && Current is { Kind: 'o' or 'n', Text: var operation } && Levels[level].Contains(operation))
        {
            _at++;
            var right = Binary(level + 1);
            left = right is null ? null : CelOperators.Binary(operation, left, right);
        }

        return left;
    }

    private CelExpression? Unary()
    {
        var operations = new Stack<string>();
        while (Current is { Kind: 'o', Text: "!" or "-" })
        {
            operations.Push(Current.Text);
            _at++;
        }

        var value = Member();
        while (value is not null && operations.TryPop(out var operation))
        {
            value = operation == "!" ? CelOperators.Not(value) : CelOperators.Negate(value);
        }

        return value;
    }

    private CelExpression? Member()
    {
        var value = Primary();
        while (value is not null)
        {
            if (Accept("["))
            {
                var (target, isOptional, key) = (value, Accept("?"), Expression());
                value = key is null || !Expect("]") ? null
                    : isOptional ? scope => CelOptional.Select(target(scope), found => CelValues.Index(found, key(scope)))
                    : scope => CelValues.Index(target(scope), key(scope));
            }
            else if (Accept("."))
            {
                value = Selected(value);
            }
            else
            {
                return value;
            }
        }

        return null;
    }

    private CelExpression? Selected(CelExpression target)
    {
        var isOptional = Accept("?");
        if (Current.Kind != 'n')
        {
            return Fail($"unexpected {Current.Text}");
        }

        var name = Current.Text;
        _at++;
        if (!Accept("("))
        {
            return isOptional ? scope => CelOptional.Select(target(scope), found => CelValues.Select(found, name)) : scope => CelValues.Select(target(scope), name);
        }

        if (CelMacros.IsMacro(name))
        {
            return Macro(target, name);
        }

        return Arguments(")") is { } arguments ? CelFunctions.Method(name, target, arguments) ?? Fail($"unsupported function {name}") : null;
    }

    private CelExpression? Macro(CelExpression target, string name)
    {
        if (Current.Kind != 'n')
        {
            return Fail($"unexpected {Current.Text}");
        }

        var variable = Current.Text;
        var isNew = _names.Add(variable);
        _at++;
        var body = Expect(",") ? Arguments(")") : null;
        if (isNew)
        {
            _names.Remove(variable);
        }

        return body is null ? null : CelMacros.Of(name, target, variable, body) ?? Fail($"unsupported form of macro {name}");
    }

    private CelExpression? Primary()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case 's' or '#':
                return _ => token.Value;
            case 'n':
                return Name(token.Text);
            case 'o' when token.Text == "(":
                var inner = Expression();
                return inner is not null && Expect(")") ? inner : null;
            case 'o' when token.Text == "[":
                return Arguments("]") is { } items ? CelFunctions.List(items) : null;
            default:
                _at--;
                return Fail($"unexpected {token.Text}");
        }
    }

    private CelExpression? Name(string name)
    {
        switch (name)
        {
            case "true" or "false":
                object flag = name == "true";
                return _ => flag;
            case "null":
                return _ => null;
            case "has" when Accept("("):
                return Has();
        }

        if (Accept("("))
        {
            return Arguments(")") is { } arguments ? CelFunctions.Function(name, arguments) ?? Fail($"unsupported function {name}") : null;
        }

        if (!_names.Contains(name) && CelLibrary.IsNamespace(name) && Accept("."))
        {
            return Qualified(name);
        }

        UsesOldSelf |= name == "oldSelf";
        return _names.Contains(name) ? scope => scope.Find(name) : Fail($"undeclared reference to '{name}'");
    }

    private CelExpression? Qualified(string name)
    {
        var qualified = $"{name}.{Current.Text}";
        _at++;
        return Accept("(") && Arguments(")") is { } arguments ? CelFunctions.Function(qualified, arguments) ?? Fail($"unsupported function {qualified}") : Fail($"undeclared reference to '{name}'");
    }

    private CelExpression? Has()
    {
        var start = _at;
        if (Expression() is null || !Expect(")"))
        {
            return null;
        }

        // The last step is the field that is asked for; what is before it must exist.
        var end = _at - 1;
        if (end - start < 3 || _tokens[end - 1].Kind != 'n' || !_tokens[end - 2].Is("."))
        {
            return Fail("has() needs a field");
        }

        var field = _tokens[end - 1].Text;
        var nested = new CelParser([.. _tokens[start..(end - 2)], new CelToken('e', ")")]);
        nested._names.UnionWith(_names);
        var target = nested.Expression();
        return target is null || nested._problem is not null ? Fail(nested._problem ?? "has() needs a field") : scope => CelValues.Has(target(scope), field);
    }

    private List<CelExpression>? Arguments(string end)
    {
        var arguments = new List<CelExpression>();
        if (Accept(end))
        {
            return arguments;
        }

        do
        {
            if (Expression() is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (Accept(","));
        return Expect(end) ? arguments : null;
    }

    private bool Accept(string operation)
    {
        if (!Current.Is(operation))
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Expect(string operation)
    {
        if (Accept(operation))
        {
            return true;
        }

        Fail($"expected {operation}, got {Current.Text}");
        return false;
    }

    private CelExpression? Fail(string problem)
    {
        _problem ??= problem;
        return null;
    }
}
