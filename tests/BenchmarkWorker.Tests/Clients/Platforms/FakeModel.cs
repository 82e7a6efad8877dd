namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>A model whose answers depend on its input: rows of 64 pixels in, two probabilities and a class out.</summary>
internal static class FakeModel
{
    public const int Width = 64;

    /// <returns>The probabilities of both classes for each row, one row after the other.</returns>
    public static float[] Probabilities(ReadOnlySpan<float> pixels, float bias)
    {
        var probabilities = new float[pixels.Length / Width * 2];
        for (var row = 0; row < probabilities.Length / 2; row++)
        {
            var sum = 0f;
            foreach (var pixel in pixels.Slice(row * Width, Width))
            {
                sum += pixel;
            }

            probabilities[2 * row] = (sum / (16 * Width)) + bias;
            probabilities[(2 * row) + 1] = 1 - probabilities[2 * row];
        }

        return probabilities;
    }

    public static long[] Classes(float[] probabilities) => [.. probabilities.Chunk(2).Select(row => row[0] > row[1] ? 0L : 1L)];
}
