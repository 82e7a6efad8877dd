using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

internal static class Close
{
    public static void To(long[] shape, IEnumerable<double> expected, Tensor actual, double tolerance = 1e-4)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.All(expected.Zip(actual.Floats(), (left, right) => (Expected: left, Actual: (double)right)), pair =>
            Assert.InRange(Math.Abs(pair.Expected - pair.Actual), 0, tolerance * (1 + Math.Abs(pair.Expected))));
        Assert.Equal(expected.Count(), actual.ElementCount);
    }
}
