using System.Text.Json.Nodes;
using ModelServing.Autoscaler.Forecasting.Ssa;

namespace ModelServing.Autoscaler.Tests.Forecasting.Ssa;

public class SsaReferenceTests
{
    public static TheoryData<string> ExactCases { get; } =
    [
        "const", "alternating", "linear", "quadratic", "exp-growth", "exp-decay", "sine12", "sine12-nonmultiple-window", "two-sines-const",
        "trend+sine24", "trend+sine24-window-gt-half", "damped-sine", "growing-seasonal", "diurnal-2harmonics",
    ];

    public static TheoryData<string> NoisyCases { get; } =
        ["noisy-seasonal", "noisy-trend-seasonal", "noisy-counts", "noise-only", "servegen-m-large[720:1440]"];

    [Theory]
    [MemberData(nameof(ExactCases))]
    public void Forecast_ExactSeries_EveryFormMatchesTheClosedForm(string name)
    {
        var (model, series, reference) = Fit(name);
        var expected = reference["expected"]!;
        var truth = expected["truth"].Numbers();
        var tolerance = reference["tol"].Number();

        ReferenceData.AssertNear(truth, SsaForecasts.Recurrent(model, SsaForecasts.Reconstruct(model, series), truth.Length), tolerance);
        ReferenceData.AssertNear(truth, SsaForecasts.State(model, series, truth.Length), tolerance);
        ReferenceData.AssertNear(truth, SsaForecasts.Vector(model, series, truth.Length), tolerance);
        ReferenceData.AssertNear(expected["reconstruction"].Numbers(), SsaForecasts.Reconstruct(model, series), tolerance);
    }

    [Theory]
    [MemberData(nameof(ExactCases))]
    [MemberData(nameof(NoisyCases))]
    public void Filters_AnySeries_EqualTheStateForm(string name)
    {
        var (model, series, reference) = Fit(name);
        var steps = (int)reference["h"]!;
        var last = series[^model.Window..];

        var filtered = model.Filters(steps).Skip(1).Select(filter => filter.Zip(last, (weight, value) => weight * value).Sum());

        ReferenceData.AssertNear(SsaForecasts.State(model, series, steps), [.. filtered], reference["tol"].Number());
    }

    [Theory]
    [MemberData(nameof(NoisyCases))]
    public void Forecast_NoisySeries_MatchesTheReference(string name)
    {
        var (model, series, reference) = Fit(name);
        var expected = reference["expected"]!;
        var tolerance = reference["tol"].Number();
        var signal = SsaForecasts.Reconstruct(model, series);
        var steps = (int)reference["h"]!;

        ReferenceData.AssertNear(expected["reconstruction"].Numbers(), signal, tolerance);
        ReferenceData.AssertNear(expected["recurrent"].Numbers(), SsaForecasts.Recurrent(model, signal, steps), tolerance);
        var projected = model.Expand(model.Project(series.AsSpan()[^model.Window..]));
        ReferenceData.AssertNear(expected["recurrentProjected"].Numbers(), SsaForecasts.Recurrent(model, projected, steps), tolerance);
        ReferenceData.AssertNear(expected["state"].Numbers(), SsaForecasts.State(model, series, steps), tolerance);
        ReferenceData.AssertNear(expected["vector"].Numbers(), SsaForecasts.Vector(model, series, steps), tolerance);
    }

    [Theory]
    [MemberData(nameof(ExactCases))]
    [MemberData(nameof(NoisyCases))]
    public void Model_AnySeries_HasTheReferencesEigenvaluesVerticalityRecurrenceAndPoles(string name)
    {
        var (model, series, reference) = Fit(name);
        var expected = reference["expected"]!;
        var eigenvalues = expected["eigenvalues"].Numbers();

        var actual = SsaDecomposition.Of(series, model.Window).Eigenvalues;
        ReferenceData.AssertNear(eigenvalues, [.. actual.Take(eigenvalues.Length)], eigenvalues[0] * 1e-11);
        Assert.Equal(expected["nu2"].Number(), model.Verticality, 1e-8);
        if (expected["lrr"] is { } recurrence)
        {
            ReferenceData.AssertNear(recurrence.Numbers(), model.Recurrence(), 1e-8);
        }

        // The multiple pole of an exact polynomial trend is ill-conditioned: an error of 1e-12 in F moves a triple root by 1e-4.
        var tolerance = name is "linear" or "quadratic" or "growing-seasonal" || name.StartsWith("trend+", StringComparison.Ordinal) ? 2e-3 : 1e-7;
        AssertSamePoles(expected["poles"]!.AsArray(), model, tolerance);
    }

    [Theory]
    [InlineData("exp-growth")]
    [InlineData("noisy-trend-seasonal")]
    public void Stabilise_GrowingPole_IsClippedLikeTheReference(string name)
    {
        var (model, series, reference) = Fit(name);
        var expected = reference["expected"]!["stabilized"]!;
        var tolerance = reference["tol"].Number();
        var state = expected["state"].Numbers();

        var stable = model.Stabilise(expected["rho"].Number());

        ReferenceData.AssertNear(state, SsaForecasts.State(stable, series, state.Length), tolerance);
        ReferenceData.AssertNear(expected["vector"].Numbers(), SsaForecasts.Vector(stable, series, state.Length), tolerance);
    }

    [Theory]
    [MemberData(nameof(NoisyCases))]
    public void Noise_NoisySeries_GivesTheReferencesBounds(string name)
    {
        var (model, series, reference) = Fit(name);
        var expected = reference["expected"]!["gaussian95"]!;
        var steps = (int)reference["h"]!;
        var deviations = expected["sd"].Numbers();

        var noise = SsaNoise.Estimate(model, series, steps);

        Assert.Equal(expected["s2_obs"].Number(), noise.ObservationVariance, 1e-6 * expected["s2_obs"].Number());
        Assert.Equal(expected["s2_ar"].Number(), noise.InnovationVariance, 1e-6 * expected["s2_ar"].Number());
        ReferenceData.AssertNear(deviations, noise.Deviations()[..deviations.Length], 1e-6 * deviations[0]);
    }

    [Fact]
    public void Persistence_NoisySeries_CorrectsLikeTheReference()
    {
        var expected = ReferenceData.Load()["residualCorrection"]!;
        var raw = ReferenceData.Case((string)expected["series"]!)["series"].Numbers();
        var mean = expected["centredBy"].Number();
        Assert.Equal(mean, raw.Average(), 1e-9);
        double[] centred = [.. raw.Select(value => value - mean)];
        var window = (int)expected["L"]!;
        var rank = (int)expected["r"]!;
        var decomposition = SsaDecomposition.Of(centred, window);
        Assert.True(decomposition.TryModel(rank, out var model));

        var persistence = ResidualCorrection.Persistence(decomposition, rank)[rank - 1];
        var residual = ResidualCorrection.LastResidual(model, centred.AsSpan()[^window..]);
        var forecast = SsaForecasts.State(model, centred, (int)expected["h"]!)
            .Select((value, step) => value + mean + (Math.Pow(persistence, step + 1) * residual));

        Assert.Equal(expected["phi"].Number(), persistence, 1e-8);
        Assert.Equal(expected["lastResidual"].Number(), residual, 1e-7);
        ReferenceData.AssertNear(expected["forecast"].Numbers(), [.. forecast], 1e-6);
    }

    private static void AssertSamePoles(JsonArray expected, SsaModel model, double tolerance)
    {
        var poles = model.Poles();
        Assert.Equal(expected.Count, poles.Length);
        foreach (var pole in expected.Select(node => node.Numbers()))
        {
            var nearest = poles.Min(candidate => (candidate - new System.Numerics.Complex(pole[0], pole[1])).Magnitude);
            Assert.True(nearest <= tolerance, $"no pole within {tolerance} of {pole[0]}{pole[1]:+0.####;-0.####}i: nearest {nearest}");
        }
    }

    private static (SsaModel Model, double[] Series, JsonObject Reference) Fit(string name)
    {
        var reference = ReferenceData.Case(name);
        var series = reference["series"].Numbers();
        Assert.True(SsaDecomposition.Of(series, (int)reference["L"]!).TryModel((int)reference["r"]!, out var model));
        Assert.Equal((int)reference["r"]!, model.Rank);
        return (model, series, reference);
    }
}
