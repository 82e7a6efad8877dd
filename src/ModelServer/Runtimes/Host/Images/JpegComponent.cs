namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>One colour of a JPEG, which may have fewer samples than the image has pixels.</summary>
/// <param name="Id">The number that scans name it by.</param>
/// <param name="Across">Samples in a row of the smallest unit of all colours.</param>
/// <param name="Down">Samples in a column of it.</param>
/// <param name="TableNumber">Which quantization table it uses.</param>
internal sealed record JpegComponent(int Id, int Across, int Down, int TableNumber)
{
    private byte[] _plane = [];
    private short[] _coefficients = [];

    /// <summary>Gets the number of samples that belong to the image.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Gets the number of blocks, with those that fill up the last units.</summary>
    public int BlocksAcross { get; private set; }

    public int BlocksDown { get; private set; }

    public BlockTransform? Transform { get; private set; }

    /// <summary>Gets the samples that a block becomes, across and down.</summary>
    public int BlockSize => Transform?.Size ?? BlockTransform.Whole;

    public int Stride => BlocksAcross * BlockSize;

    public ReadOnlySpan<byte> Plane => _plane;

    /// <summary>Gets or sets the factors of the coefficients, which are those at the time of the first scan.</summary>
    public int[]? Factors { get; set; }

    public HuffmanTable? DcTable { get; set; }

    public HuffmanTable? AcTable { get; set; }

    public int Prediction { get; set; }

    public ReadOnlySpan<byte> Row(int y) => _plane.AsSpan(Math.Clamp(y, 0, Height - 1) * Stride, Width);

    public void Size(JpegFrame frame, JpegOptions options)
    {
        Transform = options.TransformTo(SizeOfBlocks(frame, options.BlockSize));
        (Width, Height) = (Ceiling(frame.Width * Across * BlockSize, frame.MaxAcross * 8), Ceiling(frame.Height * Down * BlockSize, frame.MaxDown * 8));
        (BlocksAcross, BlocksDown) = (frame.UnitsAcross * Across, frame.UnitsDown * Down);
        _plane = new byte[Stride * BlocksDown * BlockSize];
        _coefficients = frame.IsProgressive ? new short[BlocksAcross * BlocksDown * 64] : [];
    }

    public Span<short> Block(int row, int column) => _coefficients.AsSpan(((row * BlocksAcross) + column) * 64, 64);

    public void Write(ReadOnlySpan<short> block, int row, int column) =>
        Transform!.Write(block, Factors!, _plane.AsSpan((row * BlockSize * Stride) + (column * BlockSize)), Stride); // sizing and scans set them first

    /// <summary>Transforms all blocks, once the last scan has refined them.</summary>
    public void WriteAll()
    {
        for (var row = 0; row < BlocksDown && Factors is not null; row++)
        {
            for (var column = 0; column < BlocksAcross; column++)
            {
                Write(Block(row, column), row, column);
            }
        }
    }

    /// <summary>A colour of lower resolution needs no interpolation where its blocks are made less small.</summary>
    private int SizeOfBlocks(JpegFrame frame, int finest)
    {
        var size = finest;
        while (size < BlockTransform.Whole && frame.MaxAcross * finest % (Across * size * 2) == 0 && frame.MaxDown * finest % (Down * size * 2) == 0)
        {
            size *= 2;
        }

        return size;
    }

    public static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
