namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>How much the neighbours of a place count, by their distance.</summary>
internal sealed record SamplingKernel(float Radius, Func<float, float> Weight)
{
    public static SamplingKernel Named(string name) => name switch
    {
        "lanczos1" => Lanczos(1),
        "lanczos3" => Lanczos(3),
        "lanczos5" => Lanczos(5),
        "gaussian" => new(1.5f, static x => x >= 1.5f ? 0 : MathF.Exp(-x * x / (2 * 0.5f * 0.5f))),
        "box" => new(0.5f, static x => x < 0.5f ? 1 : x == 0.5f ? 0.5f : 0),
        "triangle" => new(1, static x => x < 1 ? 1 - x : 0),
        "keyscubic" => new(2, static x => x >= 2 ? 0 : x >= 1 ? (((((-0.5f * x) + 2.5f) * x) - 4) * x) + 2 : (((1.5f * x) - 2.5f) * x * x) + 1),
        "mitchellcubic" => new(2, static x => x >= 2 ? 0 : x >= 1 ? (((((-7f / 18 * x) + 2) * x) - (10f / 3)) * x) + (16f / 9) : (((7f / 6 * x) - 2) * x * x) + (8f / 9)),
        _ => throw Shapes.Invalid($"Unrecognized kernel type: {name}"),
    };

    /// <summary>Gets, for each place of a row that is scaled and moved, where among the source its neighbours begin and how much they count.</summary>
    public (int Start, float[] Weights)[] Spans(int target, int source, float scale, float translation, bool smooths)
    {
        var inverse = 1 / scale;
        var stretch = smooths ? Math.Max(inverse, 1) : 1;
        var spans = new (int, float[])[target];
        for (var place = 0; place < target; place++)
        {
            var center = ((place + 0.5f) * inverse) - (inverse * translation);
            spans[place] = center < 0 || center > source ? (0, []) : Span(center, stretch, source);
        }

        return spans;
    }

    private static SamplingKernel Lanczos(float radius) => new(radius, x => x > radius ? 0
        : x <= 1e-3f ? 1
        : radius * MathF.Sin(MathF.PI * x) * MathF.Sin(MathF.PI * x / radius) / (MathF.PI * MathF.PI * x * x));

    private (int Start, float[] Weights) Span(float center, float stretch, int source)
    {
        var start = (int)Math.Clamp(MathF.Ceiling(center - (Radius * stretch) - 0.5f), 0, source - 1);
        var end = (int)Math.Clamp(MathF.Floor(center + (Radius * stretch) - 0.5f), 0, source - 1);
        var weights = new float[end + 1 - start];
        var shrink = 1 / stretch;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Weight(Math.Abs((start + i + 0.5f - center) * shrink));
        }

        var sum = weights.Sum();
        var share = 1 / sum;
        return (start, Math.Abs(sum) >= 1000 * 1.17549435e-38f ? Array.ConvertAll(weights, weight => weight * share) : []);
    }
}
