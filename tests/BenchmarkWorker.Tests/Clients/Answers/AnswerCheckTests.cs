using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Answers;

public class AnswerCheckTests
{
    private static readonly TensorSpec[] Specs = [new("c", DataType.Int64, [-1]), new("p", DataType.Float, [-1, 2])];

    [Fact]
    public void Problem_AsPromised_IsNone()
    {
        Assert.Null(AnswerCheck.Problem([Output("c", DataType.Int64, [2], 1, 2), Output("p", DataType.Float, [2, 2], 1, 2, 3, 4)], Specs, 2));
        Assert.Null(AnswerCheck.Problem([Output("c", DataType.Invalid, [2], 1, 2), Output("p", DataType.Invalid, [2, 2], 1, 2, 3, 4)], Specs, 2)); // JSON of V1 has no types
        Assert.Null(AnswerCheck.Problem([Output("", DataType.Invalid, [2, 2], 1, 2, 3, 4)], Specs, 2)); // Seldon's has no names
        Assert.Null(AnswerCheck.Problem([Output("anything", DataType.Float, [5], 1, 2, 3, 4, 5)], [], 0));
    }

    [Theory]
    [InlineData(DataType.Int64, new long[] { 3 }, new double[] { 1, 2, 3 }, "output 'c' has 3 results for 2 instances")]
    [InlineData(DataType.Int32, new long[] { 2 }, new double[] { 1, 2 }, "output 'c' is int32[2], but the model promises int64[-1]")]
    [InlineData(DataType.Int64, new long[] { 2, 1 }, new double[] { 1, 2 }, "output 'c' is int64[2,1], but the model promises int64[-1]")]
    [InlineData(DataType.Int64, new long[] { 2 }, new[] { 1, double.NaN }, "output 'c' is not a finite number at [1]")]
    [InlineData(DataType.Int64, new long[] { 2 }, new double[] { 1, 2 }, "output 'p' is missing")]
    public void Problem_AnythingElse_IsNamed(DataType type, long[] shape, double[] values, string problem) => Assert.Equal(problem, AnswerCheck.Problem([Output("c", type, shape, values)], Specs, 2));

    private static OutputTensor Output(string name, DataType type, long[] shape, params double[] values) => new(name, type, shape, values, []);
}
