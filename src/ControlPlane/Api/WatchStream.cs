using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Writes one watcher's lines: <c>{"type":"ADDED","object":{…}}</c>.</summary>
internal sealed class WatchStream(ApiRequest request, TablePrinter printer)
{
    private static readonly byte[] End = "}\n"u8.ToArray();

    private readonly bool _asTable = TableFormat.IsWanted(request.Http.Request);
    private readonly bool _bookmarks = request.Flag("allowWatchBookmarks");
    private bool _columnsSent;

    /// <summary>Begins with what is there, where that is wanted, and marks its end.</summary>
    public async Task StartAsync(IEnumerable<StoredObject>? existing, long version)
    {
        request.Http.Response.ContentType = Responses.Json;
        foreach (var value in existing ?? [])
        {
            await WriteAsync(WatchEvent.Added, Encode(value));
        }

        if (existing is not null && _bookmarks && !_asTable)
        {
            await WriteAsync("BOOKMARK", Bookmark(version, new JsonObject { ["k8s.io/initial-events-end"] = "true" }));
        }

        await FlushAsync();
    }

    /// <summary>Sends why there is nothing to watch.</summary>
    public async Task FailAsync(V1Status refusal)
    {
        request.Http.Response.ContentType = Responses.Json;
        await WriteAsync("ERROR", JsonBytes.Of(StatusJson.Of(refusal)));
        await FlushAsync();
    }

    public async Task SendAsync(ChannelReader<StoreChange> changes, ObjectQuery query)
    {
        while (changes.TryRead(out var change))
        {
            if (WatchEvent.Of(change, query) is { } seen)
            {
                await WriteAsync(seen.Type, Encode(seen.Object));
            }
        }

        await FlushAsync();
    }

    /// <summary>Tells how far the stream is; null when changes wait to be sent.</summary>
    public async Task BookmarkAsync(long? version)
    {
        if (_bookmarks && !_asTable && version is { } sent)
        {
            await WriteAsync("BOOKMARK", Bookmark(sent, null));
            await FlushAsync();
        }
    }

    private byte[] Encode(StoredObject value)
    {
        if (!_asTable)
        {
            return Responses.Encode(request.Resource, value);
        }

        var table = printer.Print(request, [value], value.Root.Text("metadata", "resourceVersion"), null, !_columnsSent);
        _columnsSent = true;
        return table;
    }

    private byte[] Bookmark(long version, JsonObject? annotations)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (annotations is not null)
        {
            metadata["annotations"] = annotations;
        }

        return JsonBytes.Of(new JsonObject { ["kind"] = request.Resource.Kind, ["apiVersion"] = request.Resource.ApiVersion, ["metadata"] = metadata });
    }

    private async Task WriteAsync(string type, byte[] value)
    {
        var body = request.Http.Response.Body;
        await body.WriteAsync(Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"object\":"), request.Aborted);
        await body.WriteAsync(value, request.Aborted);
        await body.WriteAsync(End, request.Aborted);
    }

    private Task FlushAsync() => request.Http.Response.Body.FlushAsync(request.Aborted);
}
