using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Protobuf;

/// <summary>Reads Kubernetes' protobuf bodies as the JSON they stand for.</summary>
/// <remarks>
/// <c>body = "k8s" %x00 envelope</c>, <c>envelope = { 1: { 1: apiVersion, 2: kind }, 2: message }</c>. A field that is not in the tables is
/// refused by number: nothing a client sent is dropped silently.
/// </remarks>
internal static class ProtobufBody
{
    private const int MaxDepth = 32;
    private const long MinSeconds = -62_135_596_800;
    private const long MaxSeconds = 253_402_300_799;
    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out JsonObject? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        if (!body.StartsWith(Magic) || !TryOpen(body[Magic.Length..], out var apiVersion, out var kind, out var message))
        {
            error = "the body is not a Kubernetes protobuf envelope";
            return false;
        }

        value = new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion };
        var root = apiVersion == "autoscaling/v1" ? $"v1.{kind}" : kind;
        error = Fill(value, root, message, 0);
        if (error is not null)
        {
            value = null;
        }

        return value is not null;
    }

    private static bool TryOpen(ReadOnlySpan<byte> envelope, out string apiVersion, out string kind, out ReadOnlySpan<byte> message)
    {
        apiVersion = kind = "";
        message = default;
        var reader = new WireReader(envelope);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadField(out var number, out _, out var bytes))
            {
                return false;
            }

            switch (number)
            {
                case 1 when !TryReadType(bytes, out apiVersion, out kind):
                    return false;
                case 2:
                    message = bytes;
                    break;
            }
        }

        return kind.Length > 0;
    }

    private static bool TryReadType(ReadOnlySpan<byte> data, out string apiVersion, out string kind)
    {
        apiVersion = kind = "";
        var reader = new WireReader(data);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadField(out var number, out _, out var bytes))
            {
                return false;
            }

            apiVersion = number == 1 ? Encoding.UTF8.GetString(bytes) : apiVersion;
            kind = number == 2 ? Encoding.UTF8.GetString(bytes) : kind;
        }

        return true;
    }

    /// <summary>Fills an object from a message, and gives what is wrong with it, or null.</summary>
    private static string? Fill(JsonObject target, string message, ReadOnlySpan<byte> data, int depth)
    {
        if (ProtobufMessages.Find(message) is not { } fields || depth > MaxDepth)
        {
            return $"protobuf is not supported for {message}: send JSON";
        }

        var reader = new WireReader(data);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadField(out var number, out var value, out var bytes))
            {
                return $"the {message} is cut off or malformed";
            }

            if (!fields.TryGetValue(number, out var field))
            {
                // Clients also send what they leave out, as zeros.
                if (value == 0 && bytes.IsEmpty)
                {
                    continue;
                }

                return $"field {number} of {message} is not supported in protobuf: send JSON";
            }

            if (Add(target, field, value, bytes, depth) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? Add(JsonObject target, ProtobufField field, long value, ReadOnlySpan<byte> bytes, int depth)
    {
        switch (field.Shape)
        {
            case ProtobufShape.List:
                var item = Value(field with { IsOptional = true }, value, bytes, depth, out var itemError);
                target.List(field.Name).Add(item);
                return itemError;
            case ProtobufShape.Map:
                return AddEntry(target.Child(field.Name), field, bytes, depth);
            case ProtobufShape.Inline:
                return Fill(target, field.Type, bytes, depth + 1);
            default:
                var one = Value(field, value, bytes, depth, out var error);
                if (one is not null)
                {
                    target[field.Name] = one;
                }

                return error;
        }
    }

    private static string? AddEntry(JsonObject map, ProtobufField field, ReadOnlySpan<byte> entry, int depth)
    {
        var key = "";
        JsonNode? node = "";
        string? error = null;
        var reader = new WireReader(entry);
        while (!reader.IsAtEnd && error is null)
        {
            if (!reader.TryReadField(out var number, out var value, out var bytes))
            {
                return $"an entry of {field.Name} is malformed";
            }

            if (number == 1)
            {
                key = Encoding.UTF8.GetString(bytes);
            }
            else
            {
                node = Value(field with { IsOptional = true }, value, bytes, depth, out error);
            }
        }

        map[key] = node;
        return error;
    }

    /// <summary>Gives a value, or null for a zero that means absent.</summary>
    private static JsonNode? Value(ProtobufField field, long value, ReadOnlySpan<byte> bytes, int depth, out string? error)
    {
        error = null;
        switch (field.Type)
        {
            case "string":
                return bytes.IsEmpty && !field.IsOptional ? null : JsonValue.Create(Encoding.UTF8.GetString(bytes));
            case "bytes":
                return JsonValue.Create(Convert.ToBase64String(bytes));
            case "int":
                return value == 0 && !field.IsOptional ? null : JsonValue.Create(value);
            case "bool":
                return value == 0 && !field.IsOptional ? null : JsonValue.Create(value != 0);
            case "Time":
                return Time(Scalars(bytes).Number1);
            case "Quantity":
                return JsonValue.Create(Encoding.UTF8.GetString(Text(bytes, 1)));
            case "IntOrString":
                return IntOrString(bytes);
            case "FieldsV1":
                return Json(Text(bytes, 1), out error);
            default:
                var nested = new JsonObject();
                error = Fill(nested, field.Type, bytes, depth + 1);
                return nested.Count == 0 && !field.IsOptional ? null : nested;
        }
    }

    private static JsonValue? Time(long seconds) => seconds is 0 or < MinSeconds or > MaxSeconds
        ? null
        : JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

    private static JsonNode? Json(ReadOnlySpan<byte> text, out string? error)
    {
        error = null;
        try
        {
            return text.IsEmpty ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            error = "fieldsV1 is not JSON";
            return null;
        }
    }

    private static JsonValue IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (type, number) = Scalars(bytes);
        return type == 0 ? JsonValue.Create(number) : JsonValue.Create(Encoding.UTF8.GetString(Text(bytes, 3)));
    }

    private static (long Number1, long Number2) Scalars(ReadOnlySpan<byte> data)
    {
        var (first, second) = (0L, 0L);
        var reader = new WireReader(data);
        while (!reader.IsAtEnd && reader.TryReadField(out var number, out var value, out _))
        {
            (first, second) = (number == 1 ? value : first, number == 2 ? value : second);
        }

        return (first, second);
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> data, int wanted)
    {
        var reader = new WireReader(data);
        while (!reader.IsAtEnd && reader.TryReadField(out var number, out _, out var bytes))
        {
            if (number == wanted)
            {
                return bytes;
            }
        }

        return default;
    }
}
