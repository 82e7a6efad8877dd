using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Answers;

public class GoldenAnswersTests
{
    private readonly GoldenAnswers _golden = new(1e-3);

    [Fact]
    public void Compare_WithinTheTolerance_Agrees()
    {
        Assert.Null(_golden.Compare("a", 0, 7, [Numbers("y", 0.5, 2000)]));
        Assert.Null(_golden.Compare("b", 0, 7, [Numbers("y", 0.5009, 2001.9)]));
    }

    [Fact]
    public void Compare_BeyondTheTolerance_TellsTheLargestDifference()
    {
        Assert.Null(_golden.Compare("a", 3, 7, [Numbers("y", 0.5, 0.5), Numbers("z", 1)]));
        Assert.Equal("b answers payload 3 differently from a: y is 0.75, not 0.5, at [1]: 0.25 apart", _golden.Compare("b", 3, 7, [Numbers("y", 0.4, 0.75), Numbers("z", 1)]));
        Assert.Equal("a answers payload 3 differently from its own first answer: z is 2, not 1, at [0]: 1 apart", _golden.Compare("a", 3, 7, [Numbers("z", 2)]));
    }

    [Fact]
    public void Compare_OtherInputs_IsNotComparable()
    {
        Assert.Null(_golden.Compare("a", 0, 7, [Numbers("y", 1)]));
        Assert.Null(_golden.Compare("b", 0, 8, [Numbers("y", 2)]));
        Assert.Null(_golden.Compare("b", GoldenAnswers.Samples, 7, [Numbers("y", 2)]));
    }

    [Fact]
    public void Compare_OutputWithoutAName_IsTheNearestOfItsSize()
    {
        Assert.Null(_golden.Compare("a", 0, 7, [Numbers("classes", 1, 2), Numbers("scores", 0.1, 0.2), Numbers("other", 1, 2, 3)]));
        Assert.Null(_golden.Compare("b", 0, 7, [Numbers("", 0.1, 0.2)]));
        Assert.Equal("b answers payload 0 differently from a: scores is 0.3, not 0.2, at [1]: 0.1 apart", _golden.Compare("b", 0, 7, [Numbers("", 0.1, 0.3)]));
        Assert.Equal("b answers payload 0 differently from a: they have no output in common", _golden.Compare("b", 0, 7, [Numbers("", 0.1)]));
    }

    [Fact]
    public void Compare_TextsAndSizes_AreExact()
    {
        Assert.Null(_golden.Compare("a", 0, 7, [Texts("s", "x", "y")]));
        Assert.Equal("b answers payload 0 differently from a: s is 'z', not 'y', at [1]", _golden.Compare("b", 0, 7, [Texts("s", "x", "z")]));
        Assert.Equal("b answers payload 0 differently from a: s has 1 elements, not 2", _golden.Compare("b", 0, 7, [Texts("s", "x")]));
    }

    [Fact]
    public void Compare_Recorded_HoldsForAnyInputs()
    {
        _golden.Record(0, "answers.jsonl", [Numbers("y", 1)]);

        Assert.Equal("a answers payload 0 differently from answers.jsonl: y is 2, not 1, at [0]: 1 apart", _golden.Compare("a", 0, 7, [Numbers("y", 2)]));
    }

    private static OutputTensor Numbers(string name, params double[] values) => new(name, DataType.Double, [values.Length], values, []);

    private static OutputTensor Texts(string name, params string[] values) => new(name, DataType.String, [values.Length], [], values);
}
