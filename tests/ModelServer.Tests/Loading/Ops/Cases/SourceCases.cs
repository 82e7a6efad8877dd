using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Values passed through, cast, or constant.</summary>
internal static class SourceCases
{
    private static readonly string[] PassThrough = ["Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault", "Enter", "Print"];

    public static IEnumerable<OpCase> All =>
    [
        .. PassThrough.Select(op => OpCase.For(op).On(Kinds.All).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Of([0, 2])).Feed(Nd.Scalar(1))),
        OpCase.For("IdentityN").Gives(null, DataType.Int32).Feed(Nd.Random(1, 2), Arg.Ints(1, 2)).Are(x => x),
        OpCase.For("EnsureShape").On(Kinds.All).With("shape", Attributes.Shape(-1, 3)).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Of([0, 3])),
        OpCase.For("EnsureShape", "a scalar").With("shape", Attributes.Shape()).Feed(Nd.Scalar(1)),
        OpCase.For("EnsureShape", "any rank").With("shape", new AttrValue { Shape = new() { UnknownRank = true } }).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Scalar(1)),
        OpCase.For("CheckNumerics").On(Kinds.Floats).Feed(Nd.Random(1, 2, 3)).Feed(Nd.Of([0])),
        OpCase.For("Const").On(Kinds.All).With("value", Attributes.Of(Tensor.Create([2], 3f, 4f))).Gives(DataType.Float).Feed().Is(_ => Nd.Vector(3, 4)),
        .. from to in Kinds.All select OpCase.For("Cast", $"to {to}").On([.. Kinds.Numbers, DataType.Half, DataType.Bool]).Typed("SrcT").With("DstT", to).Gives(to)
            .Feed(Nd.Vector(-1.9, 1.9, 3, 0)).Feed(Nd.Of([0])).Is(x => x[0].Map(v => to == DataType.Bool ? (v != 0 ? 1 : 0) : to is DataType.Float or DataType.Double or DataType.Half ? v : to == DataType.UInt8 && v < 0 ? 256 + Math.Truncate(v) : Math.Truncate(v))),
    ];
}
