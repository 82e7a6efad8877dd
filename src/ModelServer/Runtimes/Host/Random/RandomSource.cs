using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>The generator of one node that keeps its own state: with seeds it starts as TensorFlow's, without it starts anywhere.</summary>
internal sealed class RandomSource
{
    private readonly Lock _lock = new();
    private Philox _generator;

    public RandomSource(GraphNode node)
    {
        var (seed, seed2) = (node.Int("seed", 0), node.Int("seed2", 0));
        _generator = seed == 0 && seed2 == 0
            ? new((ulong)System.Random.Shared.NextInt64(), new UInt128((ulong)System.Random.Shared.NextInt64(), 0))
            : new((ulong)seed, new UInt128((ulong)seed2, 0));
    }

    /// <summary>Reserves blocks for one run.</summary>
    public Philox Reserve(long blocks)
    {
        lock (_lock)
        {
            var reserved = _generator;
            _generator.Skip((ulong)blocks);
            return reserved;
        }
    }
}
