namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>All cases; an operation without any fails a test.</summary>
internal static class OpCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. UnaryCases.All,
        .. BinaryCases.All,
        .. LogicCases.All,
        .. ReductionCases.All,
        .. OrderCases.All,
        .. MatrixCases.All,
        .. DiagonalCases.All,
        .. ConvolutionCases.All,
        .. PoolingCases.All,
        .. NormalizationCases.All,
        .. ResizeCases.All,
        .. CropCases.All,
        .. ColorCases.All,
        .. SuppressionCases.All,
        .. ShapeCases.All,
        .. JoinCases.All,
        .. SliceCases.All,
        .. IndexingCases.All,
        .. ScatterCases.All,
        .. SegmentCases.All,
        .. FillCases.All,
        .. PaddingCases.All,
        .. DequantizeCases.All,
        .. SpaceCases.All,
        .. SourceCases.All,
    ];
}
