using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Json;

namespace ModelServing.Inference.Rest;

/// <summary>Binary data in JSON: <c>{ "b64": string }</c> and nothing else in the object.</summary>
internal static class Base64Object
{
    public static bool Is(JsonValue value) => TryGet(value, out _);

    public static bool TryGet(JsonValue value, out ReadOnlySpan<byte> encoded)
    {
        encoded = default;
        if (value.Kind != JsonKind.Object || value.Count != 1 || !value.TryGet("b64"u8, out var text) || text.Kind != JsonKind.String)
        {
            return false;
        }

        encoded = text.Utf8;
        return true;
    }

    /// <summary>Decodes the standard alphabet: blanks are skipped, padding may be absent but not wrong, and <c>.</c> pads like <c>=</c>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out byte[]? bytes)
    {
        var rented = ArrayPool<byte>.Shared.Rent(encoded.Length + 3);
        var count = 0;
        foreach (var symbol in encoded)
        {
            if (symbol is not ((byte)' ' or (>= 9 and <= 13)))
            {
                rented[count++] = symbol == '.' ? (byte)'=' : symbol;
            }
        }

        while (count % 4 != 0 && !rented.AsSpan(0, count).Contains((byte)'=') && count % 4 != 1)
        {
            rented.AsSpan(count, 4 - (count % 4)).Fill((byte)'=');
            count += 4 - (count % 4);
        }

        bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(count)];
        var decoded = System.Buffers.Text.Base64.DecodeFromUtf8(rented.AsSpan(0, count), bytes, out _, out var written) == OperationStatus.Done;
        ArrayPool<byte>.Shared.Return(rented);
        bytes = decoded ? bytes[..written] : null;
        return decoded;
    }
}
