using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>From which version on a list or a watch is wanted.</summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions</remarks>
internal sealed record ListOptions
{
    private const string Exactly = "Exact";
    private const string NotOlder = "NotOlderThan";
    private const string Match = "resourceVersionMatch";
    private const string InitialEvents = "sendInitialEvents";

    private ListOptions(ApiRequest request)
    {
        Version = request.Query("resourceVersion") ?? "";
        MatchValue = request.Query(Match) ?? "";
        SendsInitialEvents = request.Query(InitialEvents) is null ? null : request.Flag(InitialEvents);
        Continues = request.Query("continue") is { Length: > 0 };
        IsLimited = request.Query("limit") is { Length: > 0 } limit && limit != "0";
    }

    /// <summary>Gets the version as it was asked for; empty and <c>0</c> stand for any.</summary>
    public string Version { get; }

    public bool AsksForAny => Version is "" or "0";

    /// <summary>Gets whether a watch is to begin with what is there; null where the request does not say so.</summary>
    public bool? SendsInitialEvents { get; }

    /// <summary>Gets a value that says whether the list is of that version and no later one. A page is, unless its request says otherwise.</summary>
    public bool IsExact => MatchValue == Exactly || (MatchValue.Length == 0 && IsLimited && !AsksForAny && !Continues);

    public bool Continues { get; }

    private string MatchValue { get; }

    private bool IsLimited { get; }

    public static bool TryRead(ApiRequest request, bool isWatch, [NotNullWhen(true)] out ListOptions? options, [NotNullWhen(false)] out V1Status? refusal)
    {
        options = new ListOptions(request);
        List<V1StatusCause> causes = [.. isWatch ? options.CheckWatch() : options.CheckList()];
        refusal = causes.Count > 0 ? ApplyRefusals.InvalidOptions("ListOptions", causes) : null;
        options = refusal is null ? options : null;
        return options is not null;
    }

    /// <summary>Reads the version; false where it is none.</summary>
    public bool TryVersion(out long version) => long.TryParse(Version.Length == 0 ? "0" : Version, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    public V1StatusCause NoVersion() =>
        Refusals.Cause("resourceVersion", "FieldValueInvalid", $"Invalid value: \"{Version}\": strconv.ParseUint: parsing \"{Version}\": invalid syntax");

    private IEnumerable<V1StatusCause> CheckList()
    {
        if (MatchValue.Length > 0)
        {
            if (Version.Length == 0)
            {
                yield return Forbidden(Match, $"{Match} is forbidden unless resourceVersion is provided");
            }

            if (Continues)
            {
                yield return Forbidden(Match, $"{Match} is forbidden when continue is provided");
            }

            if (MatchValue is not (Exactly or NotOlder))
            {
                yield return NotSupported($"supported values: \"\", \"{Exactly}\", \"{NotOlder}\"");
            }

            if (MatchValue == Exactly && Version == "0")
            {
                yield return Forbidden(Match, $"{Match} \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }

        if (SendsInitialEvents is not null)
        {
            yield return Forbidden(InitialEvents, $"{InitialEvents} is forbidden for list");
        }
    }

    private IEnumerable<V1StatusCause> CheckWatch()
    {
        if (SendsInitialEvents is not null && MatchValue != NotOlder)
        {
            yield return Forbidden(Match, $"{InitialEvents} requires setting {Match} to {NotOlder}");
        }

        if (MatchValue.Length > 0)
        {
            if (SendsInitialEvents is null)
            {
                yield return Forbidden(Match, $"{Match} is forbidden for watch unless {InitialEvents} is provided");
            }

            if (MatchValue != NotOlder)
            {
                yield return NotSupported($"supported values: \"{NotOlder}\"");
            }

            if (Continues)
            {
                yield return Forbidden(Match, $"{Match} is forbidden when continue is provided");
            }
        }
    }

    private static V1StatusCause Forbidden(string field, string why) => Refusals.Cause(field, "FieldValueForbidden", $"Forbidden: {why}");

    private V1StatusCause NotSupported(string supported) => Refusals.Cause(Match, "FieldValueNotSupported", $"Unsupported value: \"{MatchValue}\": {supported}");
}
