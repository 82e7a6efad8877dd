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
    public double Uniform()
    {
        if (_uniform is { } kept)
        {
            _uniform = null;
            return kept;
        }

        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        _generator.Next(words);
        _uniform = RandomValues.Double(words[0], words[1]);
        return RandomValues.Double(words[2], words[3]);
    }

    public double Normal()
    {
        if (_normal is { } kept)
        {
            _normal = null;
            return kept;
        }

        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        _generator.Next(words);
        (_normal, var second) = RandomValues.NormalDoubles(words);
        return second;
    }
}
