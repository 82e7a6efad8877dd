using CsCheck;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Ragged tensors cut to a length together, as TensorFlow Text's packers for BERT do it.</summary>
public sealed class TrimTests
{
    private static readonly DataType[] Trimmed = [DataType.DtString, DataType.DtString, DataType.DtInt64, DataType.DtInt64];

    [Theory]
    [InlineData(0, "", "", "0 0 0", "0 0 0")]
    [InlineData(1, "a e", "", "0 1 2", "0 0 0")]
    [InlineData(3, "a b e", "x z w", "0 2 3", "0 1 3")]
    [InlineData(4, "a b e", "x y z w v", "0 2 3", "0 2 5")]
    [InlineData(-1, "", "", "0 0 0", "0 0 0")]
    [InlineData(100, "a b c d e", "x y z w v", "0 4 5", "0 2 5")]
    public void Run_RowsThatAreTooLong_GetEqualShares(int most, string first, string second, string firstSplits, string secondSplits)
    {
        var inputs = new[] { Tensor.Scalar(most), Texts.Of("a", "b", "c", "d", "e"), Texts.Of("x", "y", "z", "w", "v"), Splits(0, 4, 5), Splits(0, 2, 5) };

        var results = HostRun.Run("TFText>RoundRobinTrim", inputs, Trimmed, ("N", Attributes.Of(2L)), ("T", Attributes.Of(DataType.DtString)), ("Tsplits", Attributes.Of(DataType.DtInt64)));

        Assert.Equal([$"string[{Count(first)}] {first}".Trim(), $"string[{Count(second)}] {second}".Trim(), $"int64[3] {firstSplits}", $"int64[3] {secondSplits}"], results.Select(result => result.Show()));
    }

    [Fact]
    public void Run_Masks_TellWhatStays() => Assert.Equal(
        ["bool[5] T T F F T", "bool[5] T F T T F"],
        HostRun.Run(
            "TFText>RoundRobinGenerateMasks",
            [Tensor.Scalar(3), Tensor.Create<int>([5], new int[5]), Tensor.Create<int>([5], new int[5]), Splits(0, 4, 5), Splits(0, 2, 5)],
            [DataType.DtBool, DataType.DtBool],
            ("N", Attributes.Of(2L)),
            ("T", Attributes.Of(DataType.DtInt32)),
            ("Tsplits", Attributes.Of(DataType.DtInt64))).Select(result => result.Show()));

    /// <summary>Shares as if dealt one by one in turn: nobody gets less than another unless it has no more.</summary>
    [Fact]
    public void Run_AnyRows_AreDealtInTurn() => Gen.Select(Gen.Int[0, 7].Array[1, 5], Gen.Int[0, 20]).Sample(
        (lengths, most) =>
        {
            var splits = lengths.Select(length => Splits(0, length));
            var values = lengths.Select(length => Tensor.Create<float>([length], new float[length]));
            (string, AttrValue)[] attributes = [("N", Attributes.Of((long)lengths.Length)), ("T", Attributes.Of(DataType.DtFloat)), ("Tsplits", Attributes.Of(DataType.DtInt64))];

            var results = HostRun.Run("TFText>RoundRobinTrim", [Tensor.Scalar(most), .. values, .. splits], [.. lengths.Select(_ => DataType.DtFloat)], attributes);

            return Deal(lengths, most).SequenceEqual(results.Select(result => (int)result.ElementCount));
        },
        iter: 40);

    [Fact]
    public void Run_TensorsOfDifferentRows_AreRefused() => Assert.Equal(
        "Row splits must have the same number of elements.",
        HostRun.Refusal(
            "TFText>RoundRobinGenerateMasks",
            [Tensor.Scalar(3), Tensor.Create<int>([1], [0]), Tensor.Create<int>([1], [0]), Splits(0, 1), Splits(0, 1, 1)],
            DataType.DtBool,
            ("N", Attributes.Of(2L)),
            ("T", Attributes.Of(DataType.DtInt32)),
            ("Tsplits", Attributes.Of(DataType.DtInt64))));

    private static int[] Deal(int[] lengths, int most)
    {
        var kept = new int[lengths.Length];
        for (var left = Math.Min(most, lengths.Sum()); left > 0;)
        {
            for (var i = 0; i < lengths.Length && left > 0; i++)
            {
                if (kept[i] < lengths[i])
                {
                    kept[i]++;
                    left--;
                }
            }
        }

        return kept;
    }

    private static int Count(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static Tensor Splits(params long[] splits) => Tensor.Create<long>([splits.Length], splits);
}
