using CsCheck;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Labels that may not follow each other as they like, against all paths that there are.</summary>
public sealed class ConstrainedSequenceTests
{
    private const int Error = -1;

    private static readonly Tensor All = Tensor.Create<bool>([0, 0], []);
    private static readonly Tensor Even = Tensor.Create<float>([0, 0], []);

    /// <summary>A step of three states, scores that are whole numbers so that sums and products are exact.</summary>
    private static readonly Gen<(float[] Scores, bool[] Allowed, float[] Weights)> Sequences =
        Gen.Int[1, 4].SelectMany(steps => Gen.Select(
            Gen.Int[1, 9].Select(value => (float)value).Array[3 * steps],
            Gen.Int[0, 3].Select(value => value > 0).Array[16],
            Gen.Int[0, 4].Select(value => (float)value).Array[16]));

    [Fact]
    public void Run_Rows_HaveTheirOwnLengths() => Assert.Equal(
        ["int32[3] 1 3 1", "int64[4] 0 2 2 3"],
        Run(Scores(3, 2, 10, 12, 6, 4, -13, -12, -11, -10), [2, 0, 1], All, Even).Select(result => result.Show()));

    [Theory]
    [InlineData(true, "2 0")]
    [InlineData(false, "1 -1")]
    public void Run_StateWithoutSuccessor_IsAvoidedOnlyByTheBestPath(bool isBest, string expected)
    {
        var allowed = Tensor.Create<bool>([4, 4], [true, true, true, true, false, false, false, false, true, true, true, true, true, true, true, true]);

        Assert.Equal($"int32[2] {expected}", Run(Scores(1, 2, 6, 12, 10, 4, 13, 12, 11, 10), [2], allowed, Even, isBest)[0].Show());
    }

    [Fact]
    public void Run_NoPathAtAll_GivesErrors() => Assert.Equal("int32[2] -1 -1", Run(Scores(1, 2, 1, 2, 3, 4, 5, 6, 7, 8), [2], Tensor.Create<bool>([5, 5], new bool[25]), Even, hasEnds: true)[0].Show());

    [Fact]
    public void Run_ScoresOfRankTwo_AreOneRow() => Assert.Equal(
        ["int32[1] 1", "int32[2] 0 1"], Run(Tensor.Create<float>([1, 2], [1, 2]), [1], All, Even, splits: DataType.DtInt32).Select(result => result.Show()));

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Best_AnySequence_HasTheBestScore(bool usesLogs, bool hasEnds) => Sequences.Sample((scores, allowed, weights) =>
    {
        var size = hasEnds ? 4 : 3;
        var transitions = new StateTransitions(3, allowed[..(size * size)], weights[..(size * size)], usesLogs, hasEnds);
        var found = new StatePath(transitions, scores, scores.Length / 3).Best();
        var best = Paths(scores.Length / 3).Select(path => Score(path, scores, allowed, weights, usesLogs, hasEnds)).Max();

        return best is null ? Array.TrueForAll(found, state => state == Error) : Score(found, scores, allowed, weights, usesLogs, hasEnds) is { } own && Math.Abs(own - best.Value) <= 1e-5 * Math.Abs(best.Value);
    });

    [Fact]
    public void Run_ManySteps_DoNotVanish()
    {
        var scores = Enumerable.Range(0, 2000).SelectMany(step => new[] { 1e-3f, step % 2 == 0 ? 2e-3f : 5e-4f }).ToArray();

        var states = Run(Tensor.Create<float>([1, 2000, 2], scores), [2000], All, Even, usesLogs: false)[0].AsSpan<int>().ToArray();

        Assert.Equal(Enumerable.Range(0, 2000).Select(step => 1 - (step % 2)), states);
    }

    [Theory]
    [InlineData(2, new[] { 2, 2, 4 }, new[] { 4, 4 }, 0f, "There should be exactly one length for every batch element. Found 1 length elements for a batch size of 2")]
    [InlineData(3, new[] { 1, 2, 4 }, new[] { 4, 4 }, 0f, "The scores tensor is too short for the longest sequence length.")]
    [InlineData(-1, new[] { 1, 2, 4 }, new[] { 4, 4 }, 0f, "A sequence cannot have a length of -1.")]
    [InlineData(1, new[] { 1, 2, 0 }, new[] { 0, 0 }, 0f, "The scores tensor has no states.")]
    [InlineData(1, new[] { 4 }, new[] { 4, 4 }, 0f, "The score tensor must be of rank 2 or 3.")]
    [InlineData(1, new[] { 1, 2, 4 }, new[] { 16 }, 0f, "transition_weights must be of rank 2")]
    [InlineData(1, new[] { 1, 2, 4 }, new[] { 5, 4 }, 0f, "transition_weights must have a zeroth dimension of size 4 when num_states is 4 and use_start_and_end_states is 0")]
    [InlineData(1, new[] { 1, 2, 4 }, new[] { 4, 5 }, 0f, "transition_weights must have a first dimension of size 4 when num_states is 4 and use_start_and_end_states is 0")]
    [InlineData(1, new[] { 1, 2, 4 }, new[] { 4, 4 }, -1f, "The transition weights tensor must not contain negative values.")]
    public void Run_InputsThatDoNotFit_AreRefused(int length, int[] shape, int[] weights, float weight, string expected)
    {
        Tensor Floats(int[] sizes, float value) => Tensor.Create<float>([.. sizes.Select(size => (long)size)], [.. Enumerable.Repeat(value, sizes.Aggregate(1, (all, size) => all * size))]);

        Assert.Equal(expected, Assert.Throws<ModelServer.Loading.ModelRunException>(() => Run(Floats(shape, 1), [length], All, Floats(weights, weight), usesLogs: false)).Message);
    }

    private static Tensor Scores(int rows, int steps, params float[] scores) =>
        Tensor.Create<float>([rows, steps, scores.Length / steps], [.. Enumerable.Repeat(scores, rows).SelectMany(row => row)]);

    private static Tensor[] Run(Tensor scores, int[] lengths, Tensor allowed, Tensor weights, bool isBest = true, bool usesLogs = true, bool hasEnds = false, DataType splits = DataType.DtInt64) => HostRun.Run(
        "ConstrainedSequence",
        [scores, Tensor.Create<int>([lengths.Length], lengths), allowed, weights],
        [DataType.DtInt32, splits],
        ("use_viterbi", Attributes.Of(isBest)),
        ("use_log_space", Attributes.Of(usesLogs)),
        ("use_start_and_end_states", Attributes.Of(hasEnds)),
        ("Tsplits", Attributes.Of(splits)));

    private static IEnumerable<int[]> Paths(int steps) => steps == 0
        ? [[]]
        : Paths(steps - 1).SelectMany(path => Enumerable.Range(0, 3).Select(state => (int[])[.. path, state]));

    /// <summary>Scores a path; null if it is not allowed.</summary>
    private static double? Score(int[] path, float[] scores, bool[] allowed, float[] weights, bool usesLogs, bool hasEnds)
    {
        if (path.Contains(Error))
        {
            return null;
        }

        var size = hasEnds ? 4 : 3;
        var states = hasEnds ? path.Prepend(3).Append(3).ToArray() : path;
        var steps = states.Zip(states.Skip(1), (from, to) => (from * size) + to).ToArray();
        if (Array.Exists(steps, step => !allowed[step]))
        {
            return null;
        }

        var parts = path.Select((state, step) => (double)scores[(step * 3) + state]).Concat(steps.Select(step => (double)weights[step]));
        return usesLogs ? parts.Sum() : parts.Aggregate(1.0, (all, part) => all * part);
    }
}
