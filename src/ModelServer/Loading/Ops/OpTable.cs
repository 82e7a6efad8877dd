using System.Collections.Frozen;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Lists;
using ModelServing.ModelServer.Loading.Recurrent;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Every TensorFlow operation that can be converted.</summary>
internal static class OpTable
{
    private static readonly FrozenDictionary<string, OpConverter> Converters = new IEnumerable<KeyValuePair<string, OpConverter>>[]
    {
        SourceOps.All,
        ElementwiseOps.All,
        SafeArithmeticOps.All,
        ComparisonOps.All,
        IntegerDivisionOps.All,
        ActivationOps.All,
        ReductionOps.All,
        OrderOps.All,
        CumulativeOps.All,
        MatrixOps.All,
        EinsumOps.All,
        ConvolutionOps.All,
        TransposedConvolutionOps.All,
        PoolingOps.All,
        NormalizationOps.All,
        SpectrumOps.All,
        ShapeOps.All,
        ShapeCheckOps.All,
        ReverseOps.All,
        SpaceBatchOps.All,
        StridedSliceOps.All,
        JoinOps.All,
        IndexingOps.All,
        ScatterOps.All,
        SegmentOps.All,
        DiagonalOps.All,
        FillOps.All,
        RandomOps.All,
        PaddingOps.All,
        ImageOps.All,
        ControlFlowOps.All,
        FrameOps.All,
        TensorListOps.All,
        TensorArrayOps.All,
        RecurrentOps.All,
        ResampleOps.All,
        CropOps.All,
        ColorOps.All,
        SuppressionOps.All,
        QuantizationOps.All,
        DequantizeOps.All,
    }.SelectMany(family => family).ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Converters.Keys;

    /// <summary>Says whether a node can be converted, as far as its operation and types tell.</summary>
    public static bool Knows(GraphNode node) => Find(node.Op) is not null && !SpectrumOps.Rejects(node);

    public static OpConverter? Find(string op) => Converters.GetValueOrDefault(op);
}
