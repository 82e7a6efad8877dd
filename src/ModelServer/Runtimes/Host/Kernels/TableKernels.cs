using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Lookup tables.</summary>
internal static class TableKernels
{
    private static readonly OutputType Values = OutputTypes.From("Tout");

    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("LookupTableFindV2", Values, Find),
        HostOp.One("LookupTableFind", Values, Find),
        HostOp.One("LookupTableSizeV2", OutputTypes.Int64, arguments => Tensor.Scalar(arguments.Table(0).Count)),
        HostOp.One("LookupTableSize", OutputTypes.Int64, arguments => Tensor.Scalar(arguments.Table(0).Count)),
        new("LookupTableExportV2", OutputTypes.Each(OutputTypes.From("Tkeys"), OutputTypes.From("Tvalues")), _ => arguments => [arguments.Table(0).Keys, arguments.Table(0).Values]),
        new("LookupTableInsertV2", OutputTypes.Fixed(DataType.Invalid), _ => Insert),
    ];

    private static Tensor Find(HostArguments arguments) => arguments.Table(0).Find(arguments.Tensor(1), arguments.Tensor(2));

    private static IReadOnlyList<object> Insert(HostArguments arguments)
    {
        arguments.Table(0).Insert(arguments.Tensor(1), arguments.Tensor(2));
        return [];
    }
}
