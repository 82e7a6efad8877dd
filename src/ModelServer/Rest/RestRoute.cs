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
    private const string Metadata = "/metadata";

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

    /// <summary>A word is a model's name wherever it can be; only where that leads nowhere is the name missing.</summary>
    private static RestRoute ParseGet(ReadOnlySpan<char> rest)
    {
        if (TryName(rest, out var name, out var tail) && !name.IsEmpty && ParseGet(name, tail) is { Verb: not RestVerb.Malformed } route)
        {
            return route;
        }

        return ParseGet("?", rest).Verb switch
        {
            RestVerb.Malformed => default,
            RestVerb.BadVersion => ParseGet("?", rest) with { Servable = new ServableRequest("") },
            _ => new RestRoute(RestVerb.MissingModel, default),
        };
    }

    private static RestRoute ParseGet(ReadOnlySpan<char> name, ReadOnlySpan<char> tail)
    {
        var status = Locate(RestVerb.Status, name, tail);
        if (status.Verb != RestVerb.Malformed || !tail.EndsWith(Metadata, StringComparison.OrdinalIgnoreCase))
        {
            return status;
        }

        return Locate(tail.EndsWith(Metadata, StringComparison.Ordinal) ? RestVerb.Metadata : RestVerb.Status, name, tail[..^Metadata.Length]);
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
