using System.Buffers;

namespace ModelServing.Gateway.Graphs;

/// <summary>Escapes <c>&lt; &gt; &amp;</c> and the two line separators of U+2028 anywhere in a body, as Seldon's executor does with answers.</summary>
internal static class HtmlEscape
{
    private static readonly SearchValues<byte> Suspects = SearchValues.Create([(byte)'<', (byte)'>', (byte)'&', 0xE2]);

    /// <summary>Returns the body itself when, as nearly always, there is nothing to escape.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOfAny(Suspects) < 0)
        {
            return body;
        }

        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        var rest = body.Span;
        while (!rest.IsEmpty)
        {
            var at = rest.IndexOfAny(Suspects);
            if (at < 0)
            {
                output.Write(rest);
                break;
            }

            output.Write(rest[..at]);
            rest = rest[at..];
            rest = rest[Escape(rest, output)..];
        }

        return output.WrittenMemory;
    }

    private static int Escape(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> output)
    {
        if (rest[0] != 0xE2)
        {
            output.Write(rest[0] switch { (byte)'<' => "\\u003c"u8, (byte)'>' => "\\u003e"u8, _ => "\\u0026"u8 });
            return 1;
        }

        if (rest is [_, 0x80, 0xA8 or 0xA9, ..])
        {
            output.Write(rest[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            return 3;
        }

        output.Write(rest[..1]);
        return 1;
    }
}
