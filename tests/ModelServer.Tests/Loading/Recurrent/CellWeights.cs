using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>The variables of an LSTM or GRU layer as Keras lays them out.</summary>
internal sealed record CellWeights(bool IsLstm, int Units, Tensor Kernel, Tensor Recurrent, Tensor Bias)
{
    public static CellWeights Random(bool isLstm, int features, int units, ulong seed)
    {
        var gates = isLstm ? 4 : 3;
        return new CellWeights(
            isLstm,
            units,
            OpRun.Random(seed, features, gates * units),
            OpRun.Random(seed + 1, units, gates * units),
            isLstm ? OpRun.Random(seed + 2, gates * units) : OpRun.Random(seed + 2, 2, gates * units));
    }
}
