using CsCheck;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>A beam as wide as all sequences finds what adding all alignments up finds.</summary>
public sealed class CtcBeamTests
{
    private const int Classes = 3; // two labels and the blank

    private static readonly DataType[] Outputs = [DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtFloat];

    [Fact]
    public void Run_WideBeam_FindsTheMostProbableLabels() => Gen.Int[1, 4].SelectMany(steps => Gen.Float[-3, 3].Array[steps * Classes]).Sample(
        scores =>
        {
            var steps = scores.Length / Classes;
            var labelings = Labelings(scores, steps);
            var expected = labelings.Values.OrderDescending().Take(2).ToList();

            var results = Run(Tensor.Create<float>([steps, 1, Classes], scores), [steps], beam: 200);

            var found = results[6].AsSpan<float>().ToArray();
            return expected.Zip(found, (probability, log) => Math.Abs(log - Math.Log(probability))).Max() < 1e-4
                && Math.Abs(found[0] - Math.Log(labelings[Labels(results[2])])) < 1e-4;
        },
        iter: 60);

    [Fact]
    public void Run_Rows_AreSparseAndOfTheirOwnLengths()
    {
        // The first row says 0 blank 0, the second 1 and, after its end, more.
        float[] scores = [9, 0, 0, 0, 9, 0, 0, 0, 9, 9, 0, 0, 9, 0, 0, 9, 0, 0];

        var results = Run(Tensor.Create<float>([3, 2, Classes], scores), [3, 1], beam: 10);

        Assert.Equal(["int64[3,2] 0 0 0 1 1 0", "int64[3] 0 0 1", "int64[2] 2 2"], new[] { results[0], results[2], results[4] }.Select(result => result.Show()));
        Assert.Equal("float[2,2]", results[6].ToString());
    }

    [Theory]
    [InlineData(true, "0")]
    [InlineData(false, "0 0")]
    public void Run_MergedRepeats_AreOneLabel(bool merges, string expected) =>
        Assert.Equal(expected, Labels(Run(Tensor.Create<float>([3, 1, Classes], [9, 0, 0, 0, 0, 9, 9, 0, 0]), [3], beam: 10, merges)[2]));

    [Theory]
    [InlineData(10, "Less leaves in the beam search than requested.")]
    [InlineData(1, "requested more paths than the beam width.")]
    public void Run_MorePathsThanThereAre_AreRefused(long beam, string expected) =>
        Assert.Equal(expected, Assert.Throws<ModelServer.Loading.ModelRunException>(() => Run(Tensor.Create<float>([1, 1, 1], [1]), [1], beam)).Message);

    private static Tensor[] Run(Tensor scores, int[] lengths, long beam, bool merges = false) => HostRun.Run(
        "CTCBeamSearchDecoder",
        [scores, Tensor.Create<int>([lengths.Length], lengths)],
        Outputs,
        ("beam_width", Attributes.Of(beam)),
        ("top_paths", Attributes.Of(2L)),
        ("merge_repeated", Attributes.Of(merges)),
        ("T", Attributes.Of(DataType.DtFloat)));

    private static string Labels(Tensor values) => string.Join(' ', values.AsSpan<long>().ToArray());

    /// <summary>Adds up the probabilities of all alignments of each sequence of labels.</summary>
    private static Dictionary<string, double> Labelings(float[] scores, int steps)
    {
        Dictionary<string, double> sums = [];
        for (var code = 0; code < Math.Pow(Classes, steps); code++)
        {
            var alignment = Enumerable.Range(0, steps).Select(step => code / (int)Math.Pow(Classes, step) % Classes).ToArray();
            var probability = alignment.Select((label, step) => Math.Exp(scores[(step * Classes) + label]) / Enumerable.Range(0, Classes).Sum(other => Math.Exp(scores[(step * Classes) + other]))).Aggregate(1.0, (all, one) => all * one);
            var labels = string.Join(' ', alignment.Where((label, step) => label != Classes - 1 && (step == 0 || alignment[step - 1] != label)));
            sums[labels] = sums.GetValueOrDefault(labels) + probability;
        }

        return sums;
    }
}
