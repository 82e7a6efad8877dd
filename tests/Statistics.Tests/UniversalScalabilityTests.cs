using ModelServing.Statistics.Scalability;
using Xunit;

namespace ModelServing.Statistics.Tests;

public class UniversalScalabilityTests
{
    /// <summary>SPEC's SDM91 benchmark, which Gunther's book and the R package of the law fit: https://cran.r-project.org/web/packages/usl/vignettes/usl.pdf.</summary>
    private static readonly (double, double)[] Published = [(1, 64.9), (18, 995.9), (36, 1652.4), (72, 1853.2), (108, 1828.9), (144, 1775.0), (216, 1702.2)];

    [Fact]
    public void Fit_PublishedMeasurement_HasThePublishedCoefficients()
    {
        var fit = UniversalScalability.Fit(Published);

        Assert.Equal(StatisticStatus.Ok, fit.Status);
        Assert.Equal(89.995, fit.Lambda ?? 0, 0.01);
        Assert.Equal(0.02773, fit.Sigma ?? 0, 0.00001);
        Assert.Equal(0.0001044, fit.Kappa ?? 0, 0.0000001);
        Assert.Equal(96.5, fit.PeakLoad ?? 0, 0.1);
    }

    [Theory]
    [InlineData(1000, 0.05, 0.002)]
    [InlineData(250, 0.3, 0)]
    [InlineData(250, 0, 0.01)]
    [InlineData(40, 0, 0)]
    public void Fit_PointsOfTheLaw_FindsIt(double lambda, double sigma, double kappa)
    {
        var fit = UniversalScalability.Fit([.. new[] { 1.0, 2, 4, 8, 16, 32, 64 }.Select(load => (load, lambda * load / (1 + (sigma * (load - 1)) + (kappa * load * (load - 1)))))]);

        Assert.Equal((lambda, sigma, kappa, 1.0), (Math.Round(fit.Lambda ?? 0, 6), Math.Round(fit.Sigma ?? -1, 8), Math.Round(fit.Kappa ?? -1, 9), Math.Round(fit.RSquared ?? 0, 9)));
        if (kappa > 0)
        {
            Assert.Equal(Math.Sqrt((1 - sigma) / kappa), fit.PeakLoad ?? 0, 1e-3);
        }
    }

    [Fact]
    public void Fit_NoisyPoints_IsNearTheLawAndNeverBelowZero()
    {
        var random = new Random(4);
        for (var run = 0; run < 100; run++)
        {
            var fit = UniversalScalability.Fit([.. new[] { 1.0, 2, 4, 8, 16, 32, 64 }.Select(load => (load, 500 * load / (1 + (0.03 * (load - 1)) + (0.0005 * load * (load - 1))) * (1 + (0.02 * (random.NextDouble() - 0.5)))))]);

            Assert.True(fit is { Sigma: >= 0, Kappa: >= 0 });
            Assert.InRange(fit.PeakLoad ?? 0, 35, 56); // truly 44
            Assert.InRange(fit.RSquared ?? 0, 0.99, 1);
        }
    }

    [Fact]
    public void Fit_ThroughputThatOnlyFalls_PeaksAtOne()
    {
        var fit = UniversalScalability.Fit([(1, 100), (2, 60), (4, 30), (8, 15), (16, 8)]);

        Assert.Equal((1.0, fit.Throughput(1)), (fit.PeakLoad, fit.PeakThroughput));
    }

    [Fact]
    public void Fit_WhatCannotBeFitted_SaysWhy()
    {
        Assert.Equal(StatisticStatus.InsufficientData, UniversalScalability.Fit([(1, 10), (2, 19), (4, 35), (8, 60), (8, 61)]).Status);
        Assert.Equal(StatisticStatus.InvalidInput, UniversalScalability.Fit([(1, 10), (2, 0), (4, 35), (8, 60), (16, 61)]).Status);
        Assert.Equal(StatisticStatus.DegenerateNoDifference, UniversalScalability.Fit([(1, 10), (2, 10), (4, 10), (8, 10), (16, 10)]).Status);
        Assert.Null(new UniversalScalabilityResult(StatisticStatus.InsufficientData).PeakThroughput);
    }
}
