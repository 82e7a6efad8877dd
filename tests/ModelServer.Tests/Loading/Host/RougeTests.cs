using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>ROUGE-L: the figures are those of TensorFlow Text's own tests, and of an evaluator that tries all subsequences.</summary>
public sealed class RougeTests
{
    [Theory]
    [InlineData("a b", "b", -1, .555, .5, 1)]
    [InlineData("a b", "b", 0, 1, .5, 1)]
    [InlineData("a b", "b", 1, .5, .5, 1)]
    [InlineData("a b", "b", .5, .666, .5, 1)]
    [InlineData("a b", "b", .8, .555, .5, 1)]
    [InlineData("1 2 3 4 5 1 6 8 7", "1 9 2 3 4 5 1 10 6 7", -1, .837, .889, .8)]
    [InlineData("1 2 3", "1 2 3 2 3", -1, .671, 1, .6)]
    [InlineData("", "1 2 3", .5, 0, 0, 0)]
    [InlineData("1 2 3", "", -1, 0, 0, 0)]
    [InlineData("", "", .5, 0, 0, 0)]
    [InlineData("1 2", "3 4", -1, 0, 0, 0)]
    public void Run_TwoTexts_GivesTheMeasuresOfTensorFlow(string text, string reference, float alpha, float mean, float precision, float recall)
    {
        var (own, other) = (text.Split(' ', StringSplitOptions.RemoveEmptyEntries), reference.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var results = Run(Texts.Of(own), Tensor.Create([2], 0L, own.Length), Texts.Of(other), Tensor.Create([2], 0L, other.Length), alpha);

        Assert.All([mean, precision, recall], (expected, i) => Assert.Equal(expected, results[i][0], 1e-3f));
    }

    [Theory]
    [InlineData(DataType.DtInt32, DataType.DtInt64)]
    [InlineData(DataType.DtInt64, DataType.DtInt32)]
    [InlineData(DataType.DtString, DataType.DtInt64)]
    public void Run_ChosenByChance_CountsTheLongestOfAllSubsequences(DataType values, DataType splits)
    {
        var random = new Random(5);
        int[][] texts = [.. Enumerable.Range(0, 40).Select(_ => Text())], others = [.. Enumerable.Range(0, 40).Select(_ => Text())];
        var results = Run(Values(texts), Splits(texts), Values(others), Splits(others), .25f);

        var common = texts.Zip(others, Longest).ToArray();
        Assert.Equal(common.Zip(texts, (length, text) => text.Length == 0 ? 0 : length / (float)text.Length), results[1]);
        Assert.Equal(common.Zip(others, (length, other) => other.Length == 0 ? 0 : length / (float)other.Length), results[2]);
        Assert.All(results[0], (mean, i) => Assert.Equal(common[i] == 0 ? 0 : 1 / ((.25f / results[1][i]) + (.75f / results[2][i])), mean, 1e-6f));

        int[] Text() => [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(3))];

        Tensor Values(int[][] rows) => values == DataType.DtString ? Texts.Of([.. rows.SelectMany(row => row).Select(word => $"{word}")]) : Numbers(values, [.. rows.SelectMany(row => row)]);

        Tensor Splits(int[][] rows) => Numbers(splits, [.. Enumerable.Range(0, rows.Length + 1).Select(row => rows.Take(row).Sum(own => own.Length))]);
    }

    [Fact]
    public void Run_NoTexts_GivesNone() =>
        Assert.Equal([[], [], []], Run(Texts.Of(), Tensor.Create([1], 0L), Texts.Of(), Tensor.Create([1], 0L), 1));

    [Theory]
    [InlineData("3", "0 3", "0 3", 1.5f, "alpha must be <1 but was=1.5")]
    [InlineData("3", "0 3", "0 1 3", .5f, "ref splits len=3must equal hyp splits len=2")]
    [InlineData("3,1", "0 3", "0 3", .5f, "hypotheses values must be a vector")]
    [InlineData("3", "", "", .5f, "ref splits len=0; must have at least 1 split")]
    [InlineData("3", "0 4", "0 3", .5f, "Row 0 from 0 to 4 is none of 3 values")]
    [InlineData("3", "0 3", "-1 3", .5f, "Row 0 from -1 to 3 is none of 3 values")]
    [InlineData("3", "0 2 1", "0 1 2", .5f, "Row 1 from 2 to 1 is none of 3 values")]
    [InlineData("140000", "0 140000", "0 140000", .5f, "The inputs ask for more than 17179869184 comparisons")]
    public void Run_WhatDoesNotFit_IsRefused(string shape, string splits, string others, float alpha, string expected)
    {
        long[] sizes = [.. shape.Split(',').Select(long.Parse)];
        var values = Tensor.Create<int>(sizes, [.. Enumerable.Repeat(1, (int)sizes[0])]);

        Assert.Equal(expected, HostRun.Refusal(
            "RougeL",
            [values, Splits(splits), values, Splits(others), Tensor.Scalar(alpha)],
            DataType.DtFloat,
            ("Tvalues", Attributes.Of(DataType.DtInt32))));

        static Tensor Splits(string places) => Numbers(DataType.DtInt64, [.. places.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);
    }

    private static float[][] Run(Tensor values, Tensor splits, Tensor others, Tensor otherSplits, float alpha) =>
    [
        .. HostRun.Run(
            "RougeL",
            [values, splits, others, otherSplits, Tensor.Scalar(alpha)],
            [DataType.DtFloat, DataType.DtFloat, DataType.DtFloat],
            ("Tvalues", Attributes.Of((DataType)values.DataType)),
            ("Tsplits", Attributes.Of((DataType)splits.DataType))).Select(result => result.AsSpan<float>().ToArray()),
    ];

    private static Tensor Numbers(DataType type, int[] values) =>
        type == DataType.DtInt32 ? Tensor.Create<int>([values.Length], values) : Tensor.Create<long>([values.Length], [.. values.Select(value => (long)value)]);

    private static int Longest(int[] text, int[] other)
    {
        var longest = 0;
        for (var kept = 0; kept < 1 << text.Length; kept++)
        {
            int[] words = [.. text.Where((_, i) => (kept >> i & 1) == 1)];
            var found = other.Aggregate(0, (next, word) => next < words.Length && words[next] == word ? next + 1 : next);
            longest = found == words.Length ? Math.Max(longest, found) : longest;
        }

        return longest;
    }
}
