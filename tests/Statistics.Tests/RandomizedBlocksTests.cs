using ModelServing.Statistics.Means;
using Xunit;

namespace ModelServing.Statistics.Tests;

public class RandomizedBlocksTests
{
    [Fact]
    public void Residual_TwoTreatments_IsHalfTheVarianceOfTheirDifferences()
    {
        double[] first = [1, 2, 4, 3.5, 2];
        double[] second = [1.5, 2.2, 4.1, 4.5, 2.1];
        var paired = TTest.Paired(first, second);

        var residual = RandomizedBlocks.Residual([first, second]);

        Assert.Equal(4, residual?.DegreesOfFreedom);
        Assert.Equal(paired.StandardError * paired.StandardError * 5 ?? 0, 2 * residual?.Variance ?? 0, 1e-12);
    }

    /// <summary>Three treatments in four blocks, worked out by hand: rows leave 0.5, 1.5 and 1 of each cell, up and down.</summary>
    [Fact]
    public void Residual_ThreeTreatments_IsWhatRowsAndColumnsLeave()
    {
        var residual = RandomizedBlocks.Residual([[11, 19, 31, 39], [10, 22, 30, 42], [12, 19, 32, 39]]);

        // Row means 25, 26 and 25.5; column means 11, 20, 31 and 40; the mean of all 25.5. The squares of what is left are 4 × 0.25, 4 × 2.25 and 4 × 1.
        Assert.Equal((14 / 6.0, 6), (residual?.Variance, residual?.DegreesOfFreedom));
    }

    [Fact]
    public void Residual_ShiftsOfRowsAndColumns_LeaveNothing() =>
        Assert.Equal(0, RandomizedBlocks.Residual([[1, 5, 9], [2, 6, 10], [7, 11, 15]])?.Variance ?? -1, 1e-20);

    [Fact]
    public void Residual_TooLittleOrUneven_IsNone()
    {
        Assert.Null(RandomizedBlocks.Residual([[1, 2, 3]]));
        Assert.Null(RandomizedBlocks.Residual([[1], [2], [3]]));
        Assert.Null(RandomizedBlocks.Residual([[1, 2], [2, 3, 4]]));
        Assert.Null(RandomizedBlocks.Residual([[1, double.NaN], [2, 3]]));
    }
}
