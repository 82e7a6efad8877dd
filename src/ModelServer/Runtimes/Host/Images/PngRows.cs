namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Unpacks the samples of a PNG: its rows are filtered and, if interlaced, come in seven passes.</summary>
internal static class PngRows
{
    /// <summary>Where each pass begins, and its steps: across, then down.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>More than deflation can pack into a byte.</summary>
    private const long MaxRatio = 1040;

    /// <exception cref="InvalidDataException">The data is malformed.</exception>
    /// <exception cref="EndOfStreamException">The data ends early.</exception>
    public static ushort[] Read(PngFile file)
    {
        if ((long)file.Width * file.Height * file.SamplesPerPixel * file.Depth / 8 > file.PackedLength * MaxRatio)
        {
            throw new EndOfStreamException();
        }

        var samples = new ushort[checked(file.Width * file.Height * file.SamplesPerPixel)];
        using var stream = file.Open();
        foreach (var pass in file.IsInterlaced ? Passes : [(0, 0, 1, 1)])
        {
            Read(file, stream, pass, samples);
        }

        return samples;
    }

    private static void Read(PngFile file, Stream stream, (int X, int Y, int StepX, int StepY) pass, ushort[] samples)
    {
        var width = (file.Width - pass.X + pass.StepX - 1) / pass.StepX;
        var bits = file.SamplesPerPixel * file.Depth;
        var reach = Math.Max(1, bits / 8);
        var (row, above) = (new byte[1 + (int)((((long)width * bits) + 7) / 8)], new byte[1 + (int)((((long)width * bits) + 7) / 8)]);
        for (var y = pass.Y; y < file.Height && width > 0; y += pass.StepY)
        {
            (row, above) = (above, row);
            stream.ReadExactly(row);
            Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), reach);
            for (var x = 0; x < width; x++)
            {
                for (var s = 0; s < file.SamplesPerPixel; s++)
                {
                    samples[(((y * file.Width) + pass.X + (x * pass.StepX)) * file.SamplesPerPixel) + s] = Sample(row.AsSpan(1), (x * file.SamplesPerPixel) + s, file.Depth);
                }
            }
        }
    }

    /// <summary>Gets what a filter takes a byte to be: that of the pixel before, above, between them, or the nearest to their trend.</summary>
    public static byte Predict(int filter, int left, int up, int corner) => filter switch
    {
        0 => 0,
        1 => (byte)left,
        2 => (byte)up,
        3 => (byte)((left + up) / 2),
        4 => Nearest(left, up, corner),
        _ => throw new InvalidDataException("bad adaptive filter value"),
    };

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int reach)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, up, corner) = (i < reach ? 0 : row[i - reach], above[i], i < reach ? 0 : above[i - reach]);
            row[i] += Predict(filter, left, up, corner);
        }
    }

    /// <summary>The neighbour that is nearest to left + up - corner.</summary>
    private static byte Nearest(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }

    private static ushort Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        16 => (ushort)((row[2 * index] << 8) | row[(2 * index) + 1]),
        8 => row[index],
        _ => (ushort)((row[index * depth / 8] >> (8 - depth - (index * depth % 8))) & ((1 << depth) - 1)),
    };
}
