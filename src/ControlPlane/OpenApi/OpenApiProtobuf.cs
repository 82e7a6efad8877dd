using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>OpenAPI v2 in the encoding that kubectl asks for.</summary>
/// <remarks>The messages of https://github.com/google/gnostic/blob/main/openapiv2/OpenAPIv2.proto, as far as schemas need them.</remarks>
internal sealed class OpenApiProtobuf
{
    /// <summary>Clients ask for <c>…spec.v2@v1.0…</c>, but an at sign is not allowed in an answer's media type.</summary>
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public static byte[] Encode(JsonObject document)
    {
        var message = new OpenApiProtobuf();
        message.Text(1, document.Text("swagger"));
        var info = new OpenApiProtobuf();
        info.Text(1, document.Text("info", "title"));
        info.Text(2, document.Text("info", "version"));
        message.Nested(2, info);
        message.Nested(8, new OpenApiProtobuf());
        message.Nested(9, Schemas(document["definitions"] as JsonObject ?? []));
        return message._bytes.WrittenSpan.ToArray();
    }

    private static OpenApiProtobuf Schemas(JsonObject schemas)
    {
        var message = new OpenApiProtobuf();
        foreach (var (name, schema) in schemas)
        {
            var entry = new OpenApiProtobuf();
            entry.Text(1, name);
            entry.Nested(2, Schema(schema as JsonObject ?? []));
            message.Nested(1, entry);
        }

        return message;
    }

    private static OpenApiProtobuf Schema(JsonObject schema)
    {
        var message = new OpenApiProtobuf();
        foreach (var (name, value) in schema)
        {
            message.Keyword(name, value);
        }

        return message;
    }

    private void Keyword(string name, JsonNode? value)
    {
        switch (name, value)
        {
            case ("additionalProperties", JsonObject schema):
                Nested(21, Wrapped(Schema(schema)));
                break;
            case ("items", JsonObject schema):
                Nested(23, Wrapped(Schema(schema)));
                break;
            case ("properties", JsonObject schemas):
                Nested(25, Schemas(schemas));
                break;
            case ("required", JsonArray names):
                names.ToList().ForEach(required => Text(19, required?.ToString()));
                break;
            case ("enum", JsonArray values):
                values.ToList().ForEach(one => Nested(20, Any(one)));
                break;
            case ("default", not null):
                Nested(5, Any(value));
                break;
            case ("type", JsonValue type):
                var types = new OpenApiProtobuf();
                types.Text(1, type.ToString());
                Nested(22, types);
                break;
            case (_, not null) when name.StartsWith("x-", StringComparison.Ordinal):
                var extension = new OpenApiProtobuf();
                extension.Text(1, name);
                extension.Nested(2, Any(value));
                Nested(31, extension);
                break;
            case (_, JsonValue scalar):
                Scalar(name, scalar);
                break;
        }
    }

    private void Scalar(string name, JsonValue value)
    {
        var text = name switch { "$ref" => 1, "format" => 2, "title" => 3, "description" => 4, "pattern" => 13, _ => 0 };
        var number = name switch { "multipleOf" => 6, "maximum" => 7, "minimum" => 9, _ => 0 };
        var integer = name switch { "maxLength" => 11, "minLength" => 12, "maxItems" => 14, "minItems" => 15, "maxProperties" => 17, "minProperties" => 18, _ => 0 };
        var flag = name switch { "exclusiveMaximum" => 8, "exclusiveMinimum" => 10, "uniqueItems" => 16, _ => 0 };
        if (text > 0)
        {
            Text(text, value.ToString());
        }
        else if (number > 0 && value.TryGetValue<double>(out var real))
        {
            Varint((ulong)((number << 3) | 1));
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), real);
            _bytes.Advance(sizeof(double));
        }
        else if (integer > 0 && value.TryGetValue<long>(out var whole))
        {
            Varint((ulong)(integer << 3));
            Varint((ulong)whole);
        }
        else if (flag > 0)
        {
            Varint((ulong)(flag << 3));
            Varint(value.GetValueKind() == JsonValueKind.True ? 1UL : 0UL);
        }
    }

    private static OpenApiProtobuf Wrapped(OpenApiProtobuf schema)
    {
        var wrapped = new OpenApiProtobuf();
        wrapped.Nested(1, schema);
        return wrapped;
    }

    /// <summary>Free values travel as YAML, which JSON is.</summary>
    private static OpenApiProtobuf Any(JsonNode? value)
    {
        var any = new OpenApiProtobuf();
        any.Text(2, value?.ToJsonString() ?? "null");
        return any;
    }

    private void Text(int field, string? text) => Bytes(field, Encoding.UTF8.GetBytes(text ?? ""));

    private void Nested(int field, OpenApiProtobuf message) => Bytes(field, message._bytes.WrittenSpan.ToArray());

    private void Bytes(int field, byte[] bytes)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _bytes.Write([(byte)value]);
    }
}
