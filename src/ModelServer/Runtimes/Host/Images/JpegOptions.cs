namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>How a JPEG is decoded.</summary>
/// <param name="Channels">1 for grey, 3 for colours, 0 for what the image has.</param>
/// <param name="IsSmooth">Whether colours of lower resolution are interpolated.</param>
/// <param name="Recovers">Whether data may end early.</param>
internal sealed record JpegOptions(int Channels, bool IsSmooth, bool Recovers, BlockTransform Transform);
