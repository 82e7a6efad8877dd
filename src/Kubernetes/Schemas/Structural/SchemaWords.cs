using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Which groups of keywords a schema has. Most have a type and a description alone: looking for each of the others in vain is what took the time.</summary>
[Flags]
internal enum SchemaWords
{
    None = 0,

    /// <summary>Those that begin with <c>x-</c>.</summary>
    Extensions = 1,

    /// <summary><c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>.</summary>
    Logic = 2,

    /// <summary>What bounds one value, from <c>enum</c> to <c>uniqueItems</c>.</summary>
    Bounds = 4,

    /// <summary><c>default</c>.</summary>
    Default = 8,

    /// <summary><c>$ref</c> and <c>additionalProperties</c>.</summary>
    References = 16,
}

internal static class SchemaWordsReading
{
    /// <summary>Looks at the names of a schema once.</summary>
    public static SchemaWords Words(this JsonElement schema)
    {
        var words = SchemaWords.None;
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in schema.EnumerateObject())
            {
                words |= Of(JsonMarshal.GetRawUtf8PropertyName(property));
            }
        }

        return words;
    }

    private static SchemaWords Of(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'x', (byte)'-', ..] => SchemaWords.Extensions,
        [(byte)'$', ..] or [(byte)'a', (byte)'d', ..] => SchemaWords.References,
        [(byte)'a', ..] or [(byte)'o', ..] or [(byte)'n', (byte)'o', ..] => SchemaWords.Logic,
        [(byte)'e', ..] or [(byte)'m', ..] or [(byte)'p', (byte)'a', ..] or [(byte)'u', ..] => SchemaWords.Bounds,
        [(byte)'d', (byte)'e', (byte)'f', ..] => SchemaWords.Default,
        _ => SchemaWords.None,
    };
}
