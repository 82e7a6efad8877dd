using System.Buffers;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>The objects of one answer, and how many are left.</summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, string? Continue, int? Remaining)
{
    /// <summary>How much is copied before it is sent: a list can be many times larger than what should lie in memory twice.</summary>
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes the list: its head, then the objects' own bytes.</summary>
    public async Task WriteAsync(ApiRequest request, string version)
    {
        var head = Head(request.Resource, version);
        List<byte[]> parts = [.. Items.Select(item => Responses.Encode(request.Resource, item))];
        var response = request.Http.Response;
        response.ContentType = Responses.Json;
        response.ContentLength = head.Length + parts.Sum(part => (long)part.Length) + Math.Max(0, parts.Count - 1) + "]}"u8.Length;
        var writer = response.BodyWriter;
        writer.Write(head);
        var unsent = head.Length;
        for (var i = 0; i < parts.Count; i++)
        {
            writer.Write(i == 0 ? [] : ","u8);
            writer.Write(parts[i]);
            unsent += parts[i].Length;
            if (unsent >= FlushBytes)
            {
                unsent = 0;
                await writer.FlushAsync(request.Aborted);
            }
        }

        writer.Write("]}"u8);
        await writer.FlushAsync(request.Aborted);
    }

    /// <summary>Gives the list up to and including the bracket that opens its items.</summary>
    private byte[] Head(ResourceDefinition resource, string version)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        if (Remaining is { } remaining)
        {
            metadata["remainingItemCount"] = remaining;
        }

        var list = JsonBytes.Of(new JsonObject
        {
            ["kind"] = resource.ListKind,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray(),
        });
        return list[..^"]}"u8.Length];
    }
}
