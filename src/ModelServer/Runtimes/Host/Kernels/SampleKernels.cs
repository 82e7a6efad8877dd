using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Random;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Random numbers of distributions whose parameters are tensors: each has its own samples.</summary>
internal static class SampleKernels
{
    public static IEnumerable<HostOp> All =>
    [
        OwnState("RandomGamma", "T", "T", Samplers.Gamma),
        OwnState("RandomPoisson", "dtype", "dtype", Samplers.Poisson),
        OwnState("RandomPoissonV2", "R", "dtype", Samplers.Poisson),
        OfSeed("StatelessRandomGammaV2", "dtype", "dtype", parameters: 2, Samplers.Gamma, StatelessRandomKernels.OfSeed),
        OfSeed("StatelessRandomGammaV3", "dtype", "dtype", parameters: 4, Samplers.Gamma, StatelessRandomKernels.OfKey),
        OfSeed("StatelessRandomPoisson", "Rtype", "dtype", parameters: 2, Samplers.Poisson, StatelessRandomKernels.OfSeed),
        HostOp.One("StatelessMultinomial", OutputTypes.From("output_dtype", DataType.Int64), node => arguments =>
            RandomKernels.Choose(node, arguments.Tensor(0), arguments.Long(1), _ => StatelessRandomKernels.OfSeed(arguments, 2))) with { Handles = RandomKernels.TakesLogits },
    ];

    /// <summary>An operation whose generator goes on: so many samples of each parameter.</summary>
    private static HostOp OwnState(string name, string parameterType, string type, Func<double, SampleStream, double> draw) => HostOp.One(name, Output(type), node =>
    {
        var source = new RandomSource(node);
        return arguments =>
        {
            var parameters = arguments.Tensor(1);
            long[] shape = [.. arguments.Longs(0), .. parameters.Shape];
            return Draw(Output(type)(node, 0), shape, parameters, source.Reserve(Tensor.CountElements(shape) * (long)SampleStream.Blocks), draw);
        };
    }) with { Handles = node => Knows(node, parameterType, type) };

    /// <summary>An operation whose numbers a seed determines, and whose shape ends with that of the parameters.</summary>
    private static HostOp OfSeed(string name, string parameterType, string type, int parameters, Func<double, SampleStream, double> draw, Func<HostArguments, int, Philox> generator) =>
        HostOp.One(name, Output(type), node => arguments =>
        {
            var (shape, values) = (arguments.Longs(0), arguments.Tensor(parameters));
            return shape.AsSpan().EndsWith(values.Shape)
                ? Draw(Output(type)(node, 0), shape, values, generator(arguments, 1), draw)
                : throw Shapes.Invalid("Shape passed in must end with broadcasted shape.");
        }) with { Handles = node => Knows(node, parameterType, type) };

    /// <summary>Only the Poisson operations may leave their type out: it is int64 then.</summary>
    private static OutputType Output(string type) => OutputTypes.From(type, DataType.Int64);

    private static bool Knows(GraphNode node, string parameterType, string type) =>
        NumberType.IsKnown(node.Type(parameterType, DataType.Double)) && NumberType.IsKnown(node.Type(type, DataType.Int64));

    private static Tensor Draw(DataType type, long[] shape, Tensor parameters, Philox generator, Func<double, SampleStream, double> draw)
    {
        if (Array.Exists(shape, length => length < 0))
        {
            throw Shapes.Invalid($"Dimensions of shape {Shapes.Text(shape)} must be >= 0");
        }

        var each = CastKernels.To(DataType.Double, parameters).AsSpan<double>();
        var samples = new double[Tensor.CountElements(shape)];
        for (var i = 0; i < samples.Length; i++)
        {
            var own = generator;
            own.Skip(SampleStream.Blocks * (ulong)i);
            var (parameter, sample) = Math.DivRem(i, samples.Length / each.Length);
            samples[(sample * each.Length) + parameter] = draw(each[parameter], new SampleStream(own));
        }

        return CastKernels.To(type, Tensor.Create<double>(shape, samples));
    }
}
