namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The codes of a JPEG's entropy coder: short ones are looked up, the others are compared length by length.</summary>
internal sealed class HuffmanTable
{
    private const int LookupBits = 9;
    private const int MaxLength = 16;

    private readonly byte[] _symbols;
    private readonly short[] _lookup = new short[1 << LookupBits];
    private readonly int[] _ends = new int[MaxLength + 1];
    private readonly int[] _offsets = new int[MaxLength + 1];

    /// <param name="counts">How many codes there are of each length, from 1 bit on.</param>
    /// <param name="symbols">What the codes mean, in their order.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var (code, first) = (0, 0);
        for (var length = 1; length <= MaxLength; length++)
        {
            var count = counts[length - 1];
            _offsets[length] = first - code;
            for (var i = 0; i < count && length <= LookupBits && code + i < 1 << length; i++)
            {
                var entry = (short)((length << 8) | _symbols[first + i]);
                _lookup.AsSpan((code + i) << (LookupBits - length), 1 << (LookupBits - length)).Fill(entry);
            }

            (code, first) = (code + count, first + count);
            _ends[length] = code;
            IsOverfull |= code > 1 << length;
            code <<= 1;
        }
    }

    /// <summary>Gets whether there are more codes than fit their lengths.</summary>
    public bool IsOverfull { get; }

    /// <summary>Reads a code. What is none means 0, as other decoders have it.</summary>
    public int Read(JpegBits bits)
    {
        var entry = _lookup[bits.Peek(LookupBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return entry & 0xFF;
        }

        var longest = bits.Peek(MaxLength);
        for (var length = LookupBits + 1; length <= MaxLength; length++)
        {
            var code = longest >> (MaxLength - length);
            if (code < _ends[length])
            {
                bits.Skip(length);
                return code + _offsets[length] is var place && place >= 0 ? _symbols[place] : 0;
            }
        }

        bits.Skip(MaxLength);
        return 0;
    }
}
