using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Requests for all objects of a kind.</summary>
internal sealed class CollectionEndpoint(ClusterStore store, ObjectRegistry registry, TablePrinter printer)
{
    public Task ListAsync(ApiRequest request)
    {
        if (!TryQuery(request, out var query, out var refusal)
            || !ListOptions.TryRead(request, isWatch: false, out var options, out refusal)
            || !ListRange.TryRead(request, out var range, out refusal)
            || !TrySnapshot(options, range, out var snapshot, out refusal))
        {
            return Responses.WriteAsync(request.Http, refusal);
        }

        var page = range.Cut(store, snapshot, query);
        var version = snapshot.Version.ToString(CultureInfo.InvariantCulture);
        return TableFormat.IsWanted(request.Http.Request)
            ? Responses.WriteAsync(request.Http, StatusCodes.Status200OK, printer.Print(request, page.Items, version, page.Continue))
            : page.WriteAsync(request, version);
    }

    public async Task CreateAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        refusal ??= FieldManagerQuery.Check(request.Http.Request, isApply: false);
        if (body is null || refusal is not null)
        {
            await Responses.WriteAsync(request.Http, refusal ?? Refusals.BadRequest("the request has no body"));
            return;
        }

        var options = request.WriteOptions();
        var ns = request.Namespace ?? (request.Resource.Namespaced ? body.Text("metadata", "namespace") ?? "default" : null);
        var outcome = registry.Create(request.Resource, ns, body, options);
        await Responses.WriteAsync(request, outcome with { Created = outcome.Object is not null }, options.Warnings);
    }

    public async Task DeleteAsync(ApiRequest request)
    {
        var (body, malformed) = await RequestBody.ReadOptionalObjectAsync(request.Http);
        if (!TryQuery(request, out var query, out var refusal) || (refusal = malformed) is not null)
        {
            await Responses.WriteAsync(request.Http, refusal);
            return;
        }

        List<StoredObject> items = [.. query.List(store.Snapshot)];
        var options = DeletionOptions.Of(body, request.Http.Request.Query);
        foreach (var item in items)
        {
            registry.Delete(request.Resource, item.Key.Namespace, item.Key.Name, options);
        }

        var version = store.Snapshot.Version.ToString(CultureInfo.InvariantCulture);
        await new ListPage(items, null, null).WriteAsync(request, version);
    }

    private bool TrySnapshot(ListOptions options, ListRange range, [NotNullWhen(true)] out StoreSnapshot? snapshot, [NotNullWhen(false)] out V1Status? refusal)
    {
        snapshot = null;
        if (!options.TryVersion(out var wanted))
        {
            refusal = Refusals.BadRequest($"invalid resource version: resourceVersion: {options.NoVersion().Message}");
            return false;
        }

        if (options is { Continues: true, AsksForAny: false })
        {
            refusal = Refusals.BadRequest("specifying resource version is not allowed when using continue");
            return false;
        }

        if (!range.TrySnapshot(store, out snapshot, out refusal))
        {
            return false;
        }

        if (wanted > snapshot.Version)
        {
            refusal = Refusals.TooLargeVersion(wanted, snapshot.Version);
            return false;
        }

        snapshot = options.IsExact ? store.SnapshotAt(wanted) ?? store.Rewind(wanted) : snapshot;
        refusal = snapshot is null ? Refusals.ExpiredList() : null;
        return snapshot is not null;
    }

    private static bool TryQuery(ApiRequest request, [NotNullWhen(true)] out ObjectQuery? query, [NotNullWhen(false)] out V1Status? refusal) =>
        ObjectQuery.TryParse(request.Resource, request.Namespace, request.Query("labelSelector"), request.Query("fieldSelector"), out query, out refusal);
}
