using System.Collections.Frozen;
using ModelServing.ModelServer.Runtimes.Host.Kernels;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Every TensorFlow operation that the host can run.</summary>
internal static class HostTable
{
    private static readonly FrozenDictionary<string, HostOp> Ops = new IEnumerable<HostOp>[]
    {
        PassKernels.All,
        ShapeKernels.All,
        SliceKernels.All,
        MoveKernels.All,
        GatherKernels.All,
        ArithmeticKernels.All,
        ComparisonKernels.All,
        CastKernels.All,
        ReductionKernels.All,
        SequenceKernels.All,
        VariableKernels.All,
        TableKernels.All,
        CaseKernels.All,
        TextKernels.All,
        RegexKernels.All,
        SplitKernels.All,
        JoinKernels.All,
        NumberTextKernels.All,
        HashKernels.All,
        BinaryTextKernels.All,
        UnicodeKernels.All,
        RaggedKernels.All,
        CountKernels.All,
        UniqueKernels.All,
        FileKernels.All,
        WordpieceKernels.All,
        SentencepieceKernels.All,
        TokenKernels.All,
        SplitMergeKernels.All,
        ByteSplitKernels.All,
        TrimKernels.All,
        ConstrainedSequenceKernels.All,
        RougeKernels.All,
        SpanningTreeKernels.All,
        SparseKernels.All,
        SparseMathKernels.All,
        SegmentKernels.All,
        ExampleKernels.All,
        ImageKernels.All,
        PngKernels.All,
        JpegKernels.All,
        WavKernels.All,
        ProjectionKernels.All,
        ScaleKernels.All,
        ListKernels.All,
        ArrayKernels.All,
        NgramKernels.All,
        FormatKernels.All,
        CrossKernels.All,
        CtcKernels.All,
        RecurrentKernels.All,
        MatrixKernels.All,
        CtcBeamSearch.All,
        CsvKernels.All,
        RandomKernels.All,
        StatelessRandomKernels.All,
        SampleKernels.All,
    }.SelectMany(family => family).ToFrozenDictionary(op => op.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Ops.Keys;

    public static HostOp? Find(string op) => Ops.GetValueOrDefault(op);
}
