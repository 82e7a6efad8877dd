namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>One image of a batch: rows of pixels of channels.</summary>
internal readonly ref struct ImagePlane(ReadOnlySpan<float> pixels, int height, int width, int channels)
{
    private readonly ReadOnlySpan<float> _pixels = pixels;

    public int Height => height;

    public int Width => width;

    /// <summary>Gets a value; <paramref name="outside"/> where the image has no such pixel.</summary>
    public float At(float y, float x, int channel, float outside) =>
        y >= 0 && y < height && x >= 0 && x < width ? _pixels[(((((int)y * width) + (int)x) * channels) + channel)] : outside;
}
