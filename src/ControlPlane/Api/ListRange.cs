using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Which part of a list a client asked for. All pages come from the snapshot of the first one, as long as the server keeps it.</summary>
internal sealed record ListRange(int? Limit, ContinueToken? From)
{
    private const string TooOld =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, "
        + "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an "
        + "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public static bool TryRead(ApiRequest request, [NotNullWhen(true)] out ListRange? range, [NotNullWhen(false)] out V1Status? refusal)
    {
        range = null;
        refusal = null;
        int? limit = int.TryParse(request.Query("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
        ContinueToken? from = null;
        if (request.Query("continue") is { Length: > 0 } token && !ContinueToken.TryParse(token, out from))
        {
            refusal = Refusals.BadRequest("continue key is not valid: illegal base64 data or unknown format");
            return false;
        }

        range = new ListRange(limit, from);
        return true;
    }

    /// <summary>Gives the snapshot the list is of; refused with a token for the present when it is no longer there.</summary>
    public bool TrySnapshot(ClusterStore store, [NotNullWhen(true)] out StoreSnapshot? snapshot, [NotNullWhen(false)] out V1Status? refusal)
    {
        snapshot = From is { Version: not ContinueToken.Latest } from ? store.SnapshotAt(from.Version) : store.Snapshot;
        refusal = snapshot is not null || From is null ? null : Refusals.Expired(TooOld, (From with { Version = ContinueToken.Latest }).ToString());
        return snapshot is not null;
    }

    public ListPage Cut(ClusterStore store, StoreSnapshot snapshot, ObjectQuery query)
    {
        var items = query.List(snapshot);
        List<StoredObject> all = [.. From is { After: var last } ? items.Where(item => item.Key.CompareTo(last) > 0) : items];
        if (Limit is not { } limit || all.Count <= limit)
        {
            return new ListPage(all, null, null);
        }

        store.Retain(snapshot);
        var next = new ContinueToken(snapshot.Version, all[limit - 1].Key);

        // As upstream: with a selector the count would need the whole list looked through.
        return new ListPage(all[..limit], next.ToString(), query.Labels.IsEmpty && query.Fields.IsEmpty ? all.Count - limit : null);
    }
}
