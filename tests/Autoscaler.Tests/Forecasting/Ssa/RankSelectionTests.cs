using ModelServing.Autoscaler.Forecasting.Ssa;

namespace ModelServing.Autoscaler.Tests.Forecasting.Ssa;

public class RankSelectionTests
{
    [Fact]
    public void Score_NoisySeries_MatchesTheReferenceAndItsBestRank()
    {
        var reference = ReferenceData.Load()["rankSelection"]!;
        var series = ReferenceData.Case((string)reference["series"]!)["series"].Numbers();
        int[] ranks = [.. reference["ranks"].Numbers().Select(rank => (int)rank)];
        int[] horizons = [.. reference["horizons"].Numbers().Select(horizon => (int)horizon)];

        var scores = RankSelection.Score(series, (int)reference["L"]!, (int)reference["V"]!, ranks, horizons, reference["rho"].Number());

        ReferenceData.AssertNear([.. ranks.Select(rank => reference["score"]![$"{rank}"].Number())], scores, 1e-6);
        Assert.Equal((int)reference["best"]!, ranks[Array.IndexOf(scores, scores.Min())]);
    }
}
