using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Random;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Random numbers that a seed determines: the same that TensorFlow draws on a CPU.</summary>
internal static class StatelessRandomKernels
{
    private const int PhiloxAlgorithm = 1;
    private const int AutoSelected = 3;

    public static IEnumerable<HostOp> All =>
    [
        .. Both("StatelessRandomUniform", Reals, (node, shape, _, generator) => RandomTensors.Uniform(node.Type("dtype"), shape, generator)),
        .. Both("StatelessRandomNormal", Reals, (node, shape, _, generator) => RandomTensors.Normal(node.Type("dtype"), shape, generator)),
        .. Both("StatelessTruncatedNormal", Reals, (node, shape, _, generator) => RandomTensors.TruncatedNormal(node.Type("dtype"), shape, generator)),
        .. Both("StatelessRandomUniformFullInt", IntegersOnly, (node, shape, _, generator) => RandomTensors.Bits(node.Type("dtype"), shape, generator)),
        .. Both("StatelessRandomUniformInt", IntegersOnly, (node, shape, range, generator) => RandomTensors.Integers(node.Type("dtype"), shape, range[0], range[1], generator)),
        new("StatelessRandomGetKeyCounter", OutputTypes.Fixed(DataType.UInt64), _ => arguments => KeyAndCounter(arguments)),
        HostOp.One("StatelessRandomGetAlg", OutputTypes.Fixed(DataType.Int32), _ => Tensor.Scalar(PhiloxAlgorithm)),
        new(
            "StatelessRandomGetKeyCounterAlg",
            OutputTypes.Each(OutputTypes.Fixed(DataType.UInt64), OutputTypes.Fixed(DataType.UInt64), OutputTypes.Fixed(DataType.Int32)),
            _ => arguments => [.. KeyAndCounter(arguments), Tensor.Scalar(PhiloxAlgorithm)]),
    ];

    private delegate Tensor Drawing(GraphNode node, long[] shape, Tensor[] others, Philox generator);

    /// <summary>An operation in its two forms: with any seed, and with the key and the counter that are made of it.</summary>
    private static IEnumerable<HostOp> Both(string name, Func<DataType, bool> knows, Drawing draw)
    {
        yield return HostOp.One(name, OutputTypes.From("dtype", DataType.Float), node => arguments =>
            draw(node, arguments.Longs(0), arguments.Tensors(2, arguments.Count - 2), OfSeed(arguments, 1))) with { Handles = node => knows(node.Type("dtype", DataType.Float)) };

        yield return HostOp.One(name + "V2", OutputTypes.From("dtype", DataType.Float), node => arguments =>
            draw(node, arguments.Longs(0), arguments.Tensors(4, arguments.Count - 4), OfKey(arguments, 1))) with { Handles = node => knows(node.Type("dtype", DataType.Float)) };
    }

    /// <summary>Gets the generator of a seed.</summary>
    public static Philox OfSeed(HostArguments arguments, int index)
    {
        var seed = Seed(arguments, index);
        var (key, counter) = Philox.Scramble(seed[0], seed[1]);
        return new(key, counter);
    }

    /// <summary>Gets the generator of a key, a counter and the number of an algorithm, which stand side by side.</summary>
    public static Philox OfKey(HostArguments arguments, int index) => arguments.Long(index + 2) is PhiloxAlgorithm or AutoSelected
        ? Generator(arguments.Tensor(index), arguments.Tensor(index + 1))
        : throw Shapes.Invalid($"Unsupported algorithm id: {arguments.Long(index + 2)}");

    private static bool Reals(DataType type) => type is DataType.Float or DataType.Double;

    private static bool IntegersOnly(DataType type) => type is DataType.Int32 or DataType.Int64 or DataType.UInt32 or DataType.UInt64;

    private static Philox Generator(Tensor key, Tensor counter)
    {
        if (key.ElementCount < 1 || counter.ElementCount < 2)
        {
            throw Shapes.Invalid($"key must have shape [1] and counter shape [2], got {Shapes.Text(key.Shape)} and {Shapes.Text(counter.Shape)}");
        }

        var words = counter.AsSpan<ulong>();
        return new(key.AsSpan<ulong>()[0], new UInt128(words[1], words[0]));
    }

    private static Tensor[] KeyAndCounter(HostArguments arguments)
    {
        var seed = Seed(arguments, 0);
        var (key, counter) = Philox.Scramble(seed[0], seed[1]);
        return [Tensor.Create([1], key), Tensor.Create([2], (ulong)counter, (ulong)(counter >> 64))];
    }

    private static long[] Seed(HostArguments arguments, int index) => arguments.Longs(index) is { Length: 2 } seed
        ? seed
        : throw Shapes.Invalid($"seed must have shape [2], not {Shapes.Text(arguments.Tensor(index).Shape)}");
}
