using System.Globalization;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Rest;

/// <summary>A request target taken apart.</summary>
/// <remarks>
/// <c>"/v1/models/" name [ "/versions/" digits | "/labels/" label ] ( ":" verb | [ "/metadata" ] )</c>, matched without case;
/// the verb itself, and <c>metadata</c>, must be lower case to count. The query is part of the last element.
/// </remarks>
internal readonly record struct RestRoute(RestVerb Verb, ServableRequest Servable, string? Version = null)
{
    public const string Prefix = "/v1/";

    private const string Models = "/v1/models";
    private const string Versions = "/versions/";
    private const string LabelsPrefix = "/labels/";

    public static RestRoute Parse(string method, string target)
    {
        if (method is not ("GET" or "POST") || !target.StartsWith(Models, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var rest = target.AsSpan(Models.Length);
        return method == "GET" ? ParseGet(rest) : ParsePost(rest);
    }

    private static RestRoute ParsePost(ReadOnlySpan<char> rest)
    {
        var colon = rest.LastIndexOf(':');
        var verb = colon < 0 ? default : rest[(colon + 1)..] switch
        {
            "predict" => RestVerb.Predict,
            "classify" => RestVerb.Classify,
            "regress" => RestVerb.Regress,
            _ => RestVerb.Malformed,
        };
        return verb == RestVerb.Malformed || !TryName(rest[..colon], out var name, out var tail) || name.IsEmpty ? default : Locate(verb, name, tail);
    }

    private static RestRoute ParseGet(ReadOnlySpan<char> rest)
    {
        const string Suffix = "/metadata";
        var verb = RestVerb.Status;
        if (rest.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            verb = rest.EndsWith(Suffix, StringComparison.Ordinal) ? RestVerb.Metadata : RestVerb.Status;
            rest = rest[..^Suffix.Length];
        }

        if (!TryName(rest, out var name, out var tail))
        {
            return default;
        }

        return name.IsEmpty ? new RestRoute(RestVerb.MissingModel, default) : Locate(verb, name, tail);
    }

    /// <summary>Takes <c>/name</c> off; nothing at all is an empty name.</summary>
    private static bool TryName(ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> tail)
    {
        name = default;
        tail = default;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] != '/')
        {
            return false;
        }

        rest = rest[1..];
        var end = rest.IndexOf('/');
        name = end < 0 ? rest : rest[..end];
        tail = end < 0 ? default : rest[end..];
        return name.Length > 0 && !name.Contains(':');
    }

    private static RestRoute Locate(RestVerb verb, ReadOnlySpan<char> name, ReadOnlySpan<char> tail)
    {
        var model = Decode(name);
        if (tail.IsEmpty)
        {
            return new RestRoute(verb, new ServableRequest(model));
        }

        if (tail.StartsWith(LabelsPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var label = tail[LabelsPrefix.Length..];
            return label.IsEmpty || label.IndexOfAny('/', ':') >= 0 ? default : new RestRoute(verb, new ServableRequest(model, Label: Decode(label)));
        }

        var digits = tail.StartsWith(Versions, StringComparison.OrdinalIgnoreCase) ? tail[Versions.Length..] : default;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return default;
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new RestRoute(verb, new ServableRequest(model, version))
            : new RestRoute(RestVerb.BadVersion, new ServableRequest(model), digits.ToString());
    }

    private static string Decode(ReadOnlySpan<char> text) => text.Contains('%') ? Uri.UnescapeDataString(text.ToString()) : text.ToString();
}
