namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The pixels of an image: rows from the top, and the samples of a pixel side by side.</summary>
internal sealed record Raster(int Width, int Height, int Channels, byte[] Samples);
