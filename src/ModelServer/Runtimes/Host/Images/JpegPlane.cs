namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The samples of one component, repeated at the right and the bottom as far as blocks need them.</summary>
internal sealed class JpegPlane
{
    private readonly byte[] _samples;
    private readonly int _width;

    private JpegPlane(byte[] samples, int width, int height)
    {
        (_samples, _width) = (samples, width);
        (BlocksAcross, BlocksDown) = ((width + 7) / 8, (height + 7) / 8);
        Height = height;
    }

    public int BlocksAcross { get; }

    public int BlocksDown { get; }

    private int Height { get; }

    public static JpegPlane Full(int width, int height, Func<int, byte> sample) => new([.. Enumerable.Range(0, width * height).Select(sample)], width, height);

    /// <summary>Makes one sample of four; halves are rounded down and up by turns, as libjpeg does it.</summary>
    public JpegPlane Halved()
    {
        // The width is that of whole blocks: what is repeated at the right is repeated before it is halved.
        var (width, height) = ((((_width + 1) / 2) + 7) / 8 * 8, (Height + 1) / 2);
        var samples = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sum = At(2 * x, 2 * y) + At((2 * x) + 1, 2 * y) + At(2 * x, (2 * y) + 1) + At((2 * x) + 1, (2 * y) + 1);
                samples[(y * width) + x] = (byte)((sum + 1 + (x & 1)) >> 2);
            }
        }

        return new JpegPlane(samples, width, height);
    }

    /// <summary>Reads a block of samples around 0.</summary>
    public void Read(int across, int down, Span<int> block)
    {
        for (var i = 0; i < block.Length; i++)
        {
            block[i] = At((across * 8) + (i % 8), (down * 8) + (i / 8)) - 128;
        }
    }

    private int At(int x, int y) => _samples[(Math.Min(y, Height - 1) * _width) + Math.Min(x, _width - 1)];
}
