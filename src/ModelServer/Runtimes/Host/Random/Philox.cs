namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>
/// Philox-4x32-10, the counter-based generator behind TensorFlow's random operations: block n of a key is a function of n.
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
/// </summary>
/// <param name="key">The key: its low half is the first word.</param>
/// <param name="counter">The number of the next block: its lowest quarter is the first word.</param>
internal struct Philox(ulong key, UInt128 counter)
{
    public const int WordsPerBlock = 4;

    private const int Rounds = 10;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;

    private UInt128 _counter = counter;

    /// <summary>The generator of the older stateless operations, whose seed is any two numbers.</summary>
    public static (ulong Key, UInt128 Counter) Scramble(long seed, long seed2)
    {
        Span<uint> mixed = stackalloc uint[WordsPerBlock];
        new Philox(0x02461E29_3EC8F720, new UInt128((ulong)seed2, (ulong)seed)).Next(mixed);
        return (mixed[0] | ((ulong)mixed[1] << 32), new UInt128(mixed[2] | ((ulong)mixed[3] << 32), 0));
    }

    /// <summary>Passes over blocks.</summary>
    public void Skip(ulong blocks) => _counter += blocks;

    /// <summary>Draws the four words of the next block.</summary>
    public void Next(Span<uint> words)
    {
        var (low, high) = ((ulong)_counter, (ulong)(_counter >> 64));
        var (c0, c1, c2, c3) = ((uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var (a, b) = ((ulong)MultiplierA * c0, (ulong)MultiplierB * c2);
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
            (k0, k1) = (k0 + WeylA, k1 + WeylB);
        }

        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
        _counter++;
    }
}
