using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;

namespace ModelServing.Inference.Json;

/// <summary>A parsed JSON text in TensorFlow Serving's dialect, on a flat tape from a pool: no allocation per value, no depth limit.</summary>
/// <remarks>
/// The dialect accepts <c>NaN</c>, <c>Inf</c>, <c>Infinity</c> and their negatives, a leading byte order mark, and anything after
/// the first complete value; it is strict about everything else. Values are valid until the document is disposed.
/// </remarks>
public sealed class JsonDocument : IDisposable
{
    private JsonNode[] _nodes;
    private byte[] _strings;

    private JsonDocument(JsonNode[] nodes, byte[] strings)
    {
        _nodes = nodes;
        _strings = strings;
    }

    /// <summary>Gets the value the text holds.</summary>
    public JsonValue Root => new(this, 0);

    /// <summary>Parses a text. Strings are copied out, so the buffer may be reused afterwards.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out ServingError? error)
    {
        // A value takes at least two bytes of text with its separator; starting there avoids most growth without over-renting.
        var parser = new JsonParser(text, ArrayPool<JsonNode>.Shared.Rent(Math.Max(16, text.Length / 4)));
        if (parser.TryParse(out error))
        {
            document = new JsonDocument(parser.Nodes, parser.Strings);
            return true;
        }

        ArrayPool<JsonNode>.Shared.Return(parser.Nodes);
        ArrayPool<byte>.Shared.Return(parser.Strings);
        document = null;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_nodes.Length > 0)
        {
            ArrayPool<JsonNode>.Shared.Return(_nodes);
            ArrayPool<byte>.Shared.Return(_strings);
            _nodes = [];
            _strings = [];
        }
    }

    internal ref readonly JsonNode Node(int index) => ref _nodes[index];

    internal ReadOnlySpan<JsonNode> Nodes(int start, int count) => _nodes.AsSpan(start, count);

    internal ReadOnlySpan<byte> Text(long bits) => _strings.AsSpan((int)(bits >> 32), (int)bits);
}
