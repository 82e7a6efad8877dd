using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The simple JSONPaths of printer columns.</summary>
/// <remarks>
/// <c>path = { "." name | "['" name "']" | "[" index "]" | ( "[*]" | ".*" ) | "[?(@" path ( "==" | "!=" ) literal ")]" }</c>, for example
/// <c>.status.conditions[?(@.type=="Ready")].status</c>; a backslash keeps a dot inside a name.
/// </remarks>
internal sealed class JsonPath
{
    private readonly List<Func<JsonElement, IEnumerable<JsonElement>>> _steps = [];

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = new JsonPath();
        var at = 0;
        if (path.TryRead(text.Trim('{', '}'), ref at) && at == text.Trim('{', '}').Length)
        {
            return true;
        }

        path = null;
        return false;
    }

    public IEnumerable<JsonElement> Find(JsonElement root) => _steps.Aggregate((IEnumerable<JsonElement>)[root], (found, step) => found.SelectMany(step));

    private bool TryRead(string text, ref int at)
    {
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                at++;
                if (at < text.Length && text[at] == '[')
                {
                    continue;
                }

                var name = ReadName(text, ref at);
                if (name.Length == 0)
                {
                    return false;
                }

                _steps.Add(name == "*" ? Children : Member(name));
            }
            else if (text[at] != '[')
            {
                return true;
            }
            else if (!TryReadBracket(text, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadBracket(string text, ref int at)
    {
        if (text.AsSpan(at).StartsWith("[?(@", StringComparison.Ordinal))
        {
            at += 4;
            return TryReadFilter(text, ref at);
        }

        var end = text.IndexOf(']', at);
        if (end < 0)
        {
            return false;
        }

        var inner = text[(at + 1)..end].Trim();
        at = end + 1;
        if (inner == "*")
        {
            _steps.Add(Children);
        }
        else if (inner is ['\'' or '"', .. var name, '\'' or '"'])
        {
            _steps.Add(Member(name));
        }
        else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            _steps.Add(value => Item(value, index));
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryReadFilter(string text, ref int at)
    {
        var field = new JsonPath();
        if (!field.TryRead(text, ref at))
        {
            return false;
        }

        var end = text.IndexOf(")]", at, StringComparison.Ordinal);
        var condition = end < 0 ? "" : text[at..end].Trim();
        if (condition.Length < 3 || condition[..2] is not ("==" or "!="))
        {
            return false;
        }

        var wanted = condition[2..].Trim().Trim('"', '\'');
        var isEqual = condition.StartsWith("==", StringComparison.Ordinal);
        _steps.Add(value => Children(value).Where(item => field.Find(item).Any(found => found.ScalarText() == wanted) == isEqual));
        at = end + 2;
        return true;
    }

    private static string ReadName(string text, ref int at)
    {
        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '[' or '=' or '!' or ' '))
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            name.Append(text[at++]);
        }

        return name.ToString();
    }

    private static Func<JsonElement, IEnumerable<JsonElement>> Member(string name) => value => value.At(name) is { } member ? [member] : [];

    private static IEnumerable<JsonElement> Children(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray(),
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
        _ => [],
    };

    private static IEnumerable<JsonElement> Item(JsonElement value, int index)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var at = index < 0 ? value.GetArrayLength() + index : index;
        return at >= 0 && at < value.GetArrayLength() ? [value[at]] : [];
    }
}
