using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Random;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Random numbers from generators that go on from run to run.</summary>
internal static class RandomKernels
{
    private const int MostWordsPerNumber = 256;

    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("RandomUniformInt", OutputTypes.From("Tout"), RandomIntegers) with { Handles = node => node.Type("Tout") is DataType.Int32 or DataType.Int64 },
        HostOp.One("TruncatedNormal", OutputTypes.From("dtype"), TruncatedNormal) with { Handles = node => node.Type("dtype") is DataType.Float or DataType.Double },
        HostOp.One("Multinomial", OutputTypes.From("output_dtype", DataType.Int64), Multinomial) with { Handles = TakesLogits },
        HostOp.One("RandomShuffle", OutputTypes.T, Shuffle),
    ];

    private static Func<HostArguments, Tensor> RandomIntegers(GraphNode node)
    {
        var (source, type) = (new RandomSource(node), node.Type("Tout"));
        return arguments =>
        {
            var shape = arguments.Longs(0);
            return RandomTensors.Integers(type, shape, arguments.Tensor(1), arguments.Tensor(2), source.Reserve(Blocks(shape)));
        };
    }

    private static Func<HostArguments, Tensor> TruncatedNormal(GraphNode node)
    {
        var (source, type) = (new RandomSource(node), node.Type("dtype"));
        return arguments =>
        {
            var shape = arguments.Longs(0);
            return RandomTensors.TruncatedNormal(type, shape, source.Reserve(Blocks(shape)));
        };
    }

    /// <summary>Classes, drawn by their unnormalised log probabilities.</summary>
    private static Func<HostArguments, Tensor> Multinomial(GraphNode node)
    {
        var source = new RandomSource(node);
        return arguments => Choose(node, arguments.Tensor(0), arguments.Long(1), source.Reserve);
    }

    /// <summary>Chooses so many classes for each row.</summary>
    /// <param name="reserve">Gets the generator for so many blocks.</param>
    public static Tensor Choose(GraphNode node, Tensor logits, long samples, Func<long, Philox> reserve)
    {
        var (rows, classes) = logits.Rank == 2 ? (logits.Shape[0], (int)logits.Shape[1]) : throw Shapes.Invalid($"logits should be a matrix, got shape {Shapes.Text(logits.Shape)}");
        if (samples < 0 || (classes == 0 && rows * samples > 0))
        {
            throw Shapes.Invalid(samples < 0 ? $"num_samples should be nonnegative, got {samples}" : $"num_classes should be positive, got {classes}");
        }

        var drawn = new long[rows * samples];
        var generator = reserve(Blocks([rows, samples]));
        var numbers = RandomTensors.Uniform(DataType.Double, [drawn.Length], generator).AsSpan<double>();
        for (var row = 0; row < rows && samples > 0; row++)
        {
            var cumulative = Cumulate(logits, row, classes);
            for (var i = row * samples; i < (row + 1) * samples; i++)
            {
                var above = Array.BinarySearch(cumulative, numbers[(int)i] * cumulative[^1]);
                drawn[i] = Math.Min(above < 0 ? ~above : above + 1, classes - 1);
            }
        }

        return Integers.Write(node.Type("output_dtype", DataType.Int64), [rows, samples], drawn);
    }

    public static bool TakesLogits(GraphNode node) => node.Type("T") is DataType.Float or DataType.Double;

    private static double[] Cumulate(Tensor logits, int row, int classes)
    {
        var own = new double[classes];
        for (var i = 0; i < classes; i++)
        {
            own[i] = logits.DataType == DataType.Double ? logits.AsSpan<double>()[(row * classes) + i] : logits.AsSpan<float>()[(row * classes) + i];
        }

        var (highest, total) = (own.Where(double.IsFinite).DefaultIfEmpty(0).Max(), 0.0);
        for (var i = 0; i < classes; i++)
        {
            total += double.IsFinite(own[i]) ? Math.Exp(own[i] - highest) : 0;
            own[i] = total;
        }

        return own;
    }

    private static Func<HostArguments, Tensor> Shuffle(GraphNode node)
    {
        var source = new RandomSource(node);
        return arguments =>
        {
            var value = arguments.Tensor(0);
            var rows = value.Rank == 0 ? 1 : value.Shape[0];
            if (rows <= 1)
            {
                return value;
            }

            var words = RandomTensors.Bits(DataType.UInt64, [rows], source.Reserve(Blocks([rows]))).AsSpan<ulong>();
            var order = Enumerable.Range(0, (int)rows).Select(row => (long)row).ToArray();
            for (var i = order.Length - 1; i > 0; i--)
            {
                var other = (int)(words[i] % (ulong)(i + 1));
                (order[i], order[other]) = (order[other], order[i]);
            }

            return GatherKernels.Gather(value, Elements.Longs(order), axis: 0, batchDims: 0);
        };
    }

    private static long Blocks(long[] shape) => Tensor.CountElements(shape) * MostWordsPerNumber / Philox.WordsPerBlock;
}
