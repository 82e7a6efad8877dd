namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>The numbers that one sample may draw until it is accepted, from blocks of its own. Of the two in a block, the second comes first.</summary>
internal struct SampleStream(Philox generator)
{
    /// <summary>The blocks of a sample: more than any draws.</summary>
    public const ulong Blocks = 256;

    private Philox _generator = generator;
    private double? _uniform;
    private double? _normal;

    /// <summary>Draws a number in [0, 1).</summary>
    public double Uniform() => Draw(ref _uniform, static words => (RandomValues.Double(words[0], words[1]), RandomValues.Double(words[2], words[3])));

    public double Normal() => Draw(ref _normal, static words => RandomValues.NormalDoubles(words));

    private double Draw(ref double? other, Func<Span<uint>, (double First, double Second)> read)
    {
        if (other is { } kept)
        {
            other = null;
            return kept;
        }

        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        _generator.Next(words);
        (other, var second) = read(words);
        return second;
    }
}
