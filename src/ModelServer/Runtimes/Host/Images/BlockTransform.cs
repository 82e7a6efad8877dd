namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The inverse cosine transform of 8 by 8 coefficients, in integers, so that every decoder of a kind gets the same pixels.</summary>
internal abstract class BlockTransform
{
    /// <summary>The samples of a block, across and down, unless the image is made smaller.</summary>
    public const int Whole = 8;

    /// <summary>Gets the samples that a block becomes, across and down.</summary>
    public virtual int Size => Whole;

    /// <summary>Makes the factors of the coefficients out of a quantization table in row order.</summary>
    public abstract int[] Factors(ReadOnlySpan<ushort> table);

    public abstract void Write(ReadOnlySpan<short> block, ReadOnlySpan<int> factors, Span<byte> target, int stride);

    protected static byte Sample(int value) => (byte)Math.Clamp(value + 128, 0, 255);
}
