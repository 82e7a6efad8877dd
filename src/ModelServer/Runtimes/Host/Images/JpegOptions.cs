namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>How a JPEG is decoded.</summary>
/// <param name="Channels">1 for grey, 3 for colours, 0 for what the image has.</param>
/// <param name="IsSmooth">Whether colours of lower resolution are interpolated.</param>
/// <param name="Recovers">Whether data may end early.</param>
/// <param name="Transform">The transform of whole blocks.</param>
/// <param name="Ratio">How many times smaller the image is made: 1, 2, 4 or 8.</param>
internal sealed record JpegOptions(int Channels, bool IsSmooth, bool Recovers, BlockTransform Transform, int Ratio = 1)
{
    /// <summary>Gets the samples that a block of the finest colour becomes, across and down.</summary>
    public int BlockSize => BlockTransform.Whole / Ratio;

    /// <summary>Gets the transform that makes so many samples across and down of a block.</summary>
    public BlockTransform TransformTo(int size) => size == BlockTransform.Whole ? Transform : new ReducedTransform(size);
}
