namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Finds the value of an output pixel: where it comes from, and what is there.</summary>
internal sealed record ImageSampler(string FillMode, bool IsBilinear)
{
    public float Fill { get; init; }

    /// <summary>Writes all channels of the pixel at (x, y).</summary>
    public void Sample(ImagePlane image, ReadOnlySpan<float> transform, int x, int y, Span<float> target)
    {
        var depth = (transform[6] * x) + (transform[7] * y) + 1;
        if (depth == 0)
        {
            target.Fill(Fill); // a point at infinity
            return;
        }

        var fromX = Inside(((transform[0] * x) + (transform[1] * y) + transform[2]) / depth, image.Width);
        var fromY = Inside(((transform[3] * x) + (transform[4] * y) + transform[5]) / depth, image.Height);
        for (var channel = 0; channel < target.Length; channel++)
        {
            target[channel] = IsBilinear
                ? Bilinear(image, fromY, fromX, channel)
                : image.At(MathF.Round(fromY, MidpointRounding.AwayFromZero), MathF.Round(fromX, MidpointRounding.AwayFromZero), channel, Fill);
        }
    }

    private float Bilinear(ImagePlane image, float y, float x, int channel)
    {
        var (top, left) = (MathF.Floor(y), MathF.Floor(x));
        var (bottom, right) = (top + 1, left + 1);
        var upper = ((right - x) * image.At(top, left, channel, Fill)) + ((x - left) * image.At(top, right, channel, Fill));
        var lower = ((right - x) * image.At(bottom, left, channel, Fill)) + ((x - left) * image.At(bottom, right, channel, Fill));
        return ((bottom - y) * upper) + ((y - top) * lower);
    }

    private float Inside(float position, int length) => FillMode switch
    {
        "REFLECT" => Math.Clamp(Reflect(position, length), 0, length - 1),
        "WRAP" => Math.Clamp(Wrap(position, length), 0, length - 1),
        "NEAREST" => Math.Clamp(position, 0, length - 1),
        _ => position,
    };

    private static float Reflect(float position, int length)
    {
        var period = 2 * length;
        if (length <= 1)
        {
            return 0;
        }

        if (position < 0)
        {
            position = (period * MathF.Truncate(-position / period)) + position;
            return position < -length ? position + period : -position - 1;
        }

        position -= period * MathF.Truncate(position / period);
        return position >= length ? period - position - 1 : position;
    }

    private static float Wrap(float position, int length) => position switch
    {
        _ when length <= 1 => 0,
        < 0 => position + (length * (MathF.Truncate(-position / (length - 1)) + 1)),
        _ when position > length - 1 => position - (length * MathF.Truncate(position / (length - 1))),
        _ => position,
    };
}
