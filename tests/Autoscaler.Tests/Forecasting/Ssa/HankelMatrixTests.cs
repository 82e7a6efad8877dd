using ModelServing.Autoscaler.Forecasting.Ssa;

namespace ModelServing.Autoscaler.Tests.Forecasting.Ssa;

public class HankelMatrixTests
{
    [Fact]
    public void Products_Reference_Match()
    {
        var algebra = ReferenceData.Load()["algebra"]!;
        var series = algebra["series"].Numbers();
        var window = (int)algebra["L"]!;

        ReferenceData.AssertNear(algebra["Xv"].Numbers(), HankelMatrix.Multiply(series, window, algebra["v"].Numbers()), 1e-9);
        ReferenceData.AssertNear(algebra["Xtu"].Numbers(), HankelMatrix.MultiplyTransposed(series, algebra["u"].Numbers()), 1e-9);
    }

    [Fact]
    public void Gram_Reference_MatchesAlsoAfterSliding()
    {
        var algebra = ReferenceData.Load()["algebra"]!;
        var series = algebra["series"].Numbers();
        var window = (int)algebra["L"]!;
        var gram = HankelMatrix.Gram(series, window);
        ReferenceData.AssertNear(Flat(algebra["gram"].Table()), Flat(gram), 1e-8);

        double[] next = [.. series[^(window - 1)..], algebra["nextValue"].Number()];
        HankelMatrix.Slide(gram, series.AsSpan(0, window), next);

        ReferenceData.AssertNear(Flat(algebra["gramOfNextWindow"].Table()), Flat(gram), 1e-8);
    }

    [Fact]
    public void DiagonalAverage_Reference_Matches()
    {
        var expected = ReferenceData.Load()["algebra"]!["diagAverage"]!;

        ReferenceData.AssertNear(expected["series"].Numbers(), HankelMatrix.DiagonalAverage(expected["matrix"].Table()), 1e-12);
    }

    private static double[] Flat(double[,] table) => [.. table.Cast<double>()];
}
