namespace ModelServing.Statistics.Means;

/// <summary>Treatments that each occur once in every block: what neither the treatment nor the block explains is their scatter.</summary>
public static class RandomizedBlocks
{
    /// <summary>The residual variance of the two-way analysis, and its degrees of freedom, (k − 1)(b − 1). Null with fewer than two treatments or blocks.</summary>
    /// <param name="values">A row for each treatment, with a value for each block, in the same order.</param>
    public static (double Variance, int DegreesOfFreedom)? Residual(IReadOnlyList<double[]> values)
    {
        if (values.Count < 2 || values[0].Length < 2 || values.Any(row => row.Length != values[0].Length || !row.All(double.IsFinite)))
        {
            return null;
        }

        var blocks = Enumerable.Range(0, values[0].Length).Select(block => values.Average(row => row[block])).ToArray();
        var mean = blocks.Average();
        var squares = values.Sum(row => row.Average() is var own ? row.Select((value, block) => value - own - blocks[block] + mean).Sum(rest => rest * rest) : 0);
        var freedom = (values.Count - 1) * (blocks.Length - 1);
        return (squares / freedom, freedom);
    }
}
