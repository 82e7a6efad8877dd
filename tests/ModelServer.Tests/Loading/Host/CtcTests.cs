using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class CtcTests
{
    private static readonly DataType[] Outputs = [DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtFloat];

    /// <summary>The best labels of the rows are 0 0 blank 0 1 and, in three steps, 1 1 blank.</summary>
    [Theory]
    [InlineData(true, "int64[4,2] 0 0 0 1 0 2 1 0", "int64[4] 0 0 1 1", "int64[2] 2 3")]
    [InlineData(false, "int64[6,2] 0 0 0 1 0 2 0 3 1 0 1 1", "int64[6] 0 0 0 1 1 1", "int64[2] 2 4")]
    public void Run_CtcGreedyDecoder_DropsBlanksAndRepeats(bool merges, params string[] expected)
    {
        int[][] best = [[0, 0, 2, 0, 1], [1, 1, 2, 0, 0]];
        var scores = new float[5 * 2 * 3];
        for (var step = 0; step < 5; step++)
        {
            for (var row = 0; row < 2; row++)
            {
                scores[(((step * 2) + row) * 3) + best[row][step]] = 1 + step;
            }
        }

        var outputs = HostRun.Run("CTCGreedyDecoder", [Tensor.Create<float>([5, 2, 3], scores), Tensor.Create([2], 5, 3)], Outputs, ("merge_repeated", Attributes.Of(merges)), ("T", Attributes.Of(DataType.DtFloat)));

        Assert.Equal(expected, outputs[..3].Select(HostRun.Show));
        Assert.Equal("float[2,1] -15 -6", outputs[3].Show());
    }

    [Fact]
    public void Run_CtcGreedyDecoder_TakesNoneAndAnotherBlank()
    {
        var none = HostRun.Run("CTCGreedyDecoder", [Tensor.Create<float>([0, 1, 2]), Tensor.Create([1], 0)], Outputs, ("T", Attributes.Of(DataType.DtFloat)));
        var first = HostRun.Run("CTCGreedyDecoder", [Tensor.Create([2, 1, 2], 5f, 1f, 0f, 2f), Tensor.Create([1], 2)], Outputs, ("blank_index", Attributes.Of(0L)), ("T", Attributes.Of(DataType.DtFloat)));

        Assert.Equal(["int64[0,2]", "int64[0]", "int64[2] 1 0", "float[1,1] 0"], none.Select(HostRun.Show));
        Assert.Equal("int64[1] 1", first[1].Show());
        Assert.Equal(
            "sequence_length(0) <= 2",
            HostRun.Refusal("CTCGreedyDecoder", [Tensor.Create([2, 1, 2], 5f, 1f, 0f, 2f), Tensor.Create([1], 3)], DataType.DtInt64, ("T", Attributes.Of(DataType.DtFloat))));
    }
}
