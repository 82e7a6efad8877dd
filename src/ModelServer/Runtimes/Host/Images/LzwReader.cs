namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Unpacks the colour numbers of a GIF: codes stand for strings, of which each adds one number to a string before it.</summary>
internal static class LzwReader
{
    private const int MaxCodes = 4096;

    /// <exception cref="IndexOutOfRangeException">The codes end early.</exception>
    /// <exception cref="InvalidDataException">A code stands for nothing.</exception>
    public static byte[] Read(byte[] packed, int rootBits, int count)
    {
        if (count > (long)packed.Length * MaxCodes)
        {
            throw new InvalidDataException("the codes end early");
        }

        var (clear, end) = (1 << rootBits, (1 << rootBits) + 1);
        var (prefixes, suffixes, lengths) = (new int[MaxCodes], new byte[MaxCodes], new int[MaxCodes]);
        var indices = new byte[count];
        var (written, bit, next, bits, previous) = (0, 0, end + 1, rootBits + 1, -1);
        while (written < count)
        {
            var code = Code(packed, bit, bits);
            bit += bits;
            if (code == clear)
            {
                (next, bits, previous) = (end + 1, rootBits + 1, -1);
                continue;
            }

            if (code == end || code > next || (code == next && previous < 0))
            {
                throw new InvalidDataException("a code stands for nothing");
            }

            if (previous >= 0 && next < MaxCodes)
            {
                (prefixes[next], lengths[next]) = (previous, 1 + (previous < clear ? 1 : lengths[previous]));
                suffixes[next] = First(code == next ? previous : code);
                next++;
                bits = next == 1 << bits && bits < 12 ? bits + 1 : bits;
            }

            written = Write(code, written);
            previous = code;
        }

        return indices;

        byte First(int code)
        {
            while (code > end)
            {
                code = prefixes[code];
            }

            return (byte)code;
        }

        int Write(int code, int start)
        {
            var stop = start + (code < clear ? 1 : lengths[code]);
            for (var at = stop - 1; at >= start; at--)
            {
                if (at < count)
                {
                    indices[at] = code < clear ? (byte)code : suffixes[code];
                }

                code = code < clear ? code : prefixes[code];
            }

            return Math.Min(stop, count);
        }
    }

    private static int Code(byte[] packed, int bit, int bits)
    {
        var code = 0;
        for (var i = 0; i < bits; i++)
        {
            code |= ((packed[(bit + i) / 8] >> ((bit + i) % 8)) & 1) << i;
        }

        return code;
    }
}
