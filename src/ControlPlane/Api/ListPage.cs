using System.Buffers;
using System.Text.Json;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>The objects of one answer, and how many are left.</summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, string? Continue, int? Remaining)
{
    public byte[] Encode(ResourceDefinition resource, string version)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonBytes.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", $"{resource.Kind}List");
            writer.WriteString("apiVersion", resource.ApiVersion);
            writer.WriteStartObject("metadata");
            writer.WriteString("resourceVersion", version);
            if (Continue is not null)
            {
                writer.WriteString("continue", Continue);
            }

            if (Remaining is { } remaining)
            {
                writer.WriteNumber("remainingItemCount", remaining);
            }

            writer.WriteEndObject();
            writer.WriteStartArray("items");
            foreach (var item in Items)
            {
                writer.WriteRawValue(Responses.Encode(resource, item), skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
