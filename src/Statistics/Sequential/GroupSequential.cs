using MathNet.Numerics.Integration;
using ModelServing.Statistics.Distributions;

namespace ModelServing.Statistics.Sequential;

/// <summary>
/// Bounds for a fixed number of looks, by recursive integration of the density of what has not crossed before (Armitage, McPherson and Rowe 1969).
/// They depend on the information fractions that were reached alone, so looks need not be evenly spaced.
/// </summary>
public static class GroupSequential
{
    private const int Nodes = 256;
    private const double Reach = 9;

    /// <summary>The share of <paramref name="alpha"/> that may be spent by an information fraction.</summary>
    public static double Spent(AlphaSpending spending, double fraction, double alpha = 0.05) => spending switch
    {
        _ when fraction <= 0 => 0,
        AlphaSpending.OBrienFleming => 4 * StandardNormal.Survival(StandardNormal.Quantile(1 - (alpha / 4)) / Math.Sqrt(Math.Min(1, fraction))),
        _ => alpha * Math.Log(1 + ((Math.E - 1) * Math.Min(1, fraction))),
    };

    /// <summary>The two-sided bounds on z, one per look; empty when the fractions do not rise within (0, 1].</summary>
    /// <param name="fractions">Information at each look over the information of the last planned one.</param>
    /// <param name="spending">How the error is spent.</param>
    /// <param name="alpha">The two-sided level.</param>
    public static IReadOnlyList<GroupSequentialLook> Bounds(IReadOnlyList<double> fractions, AlphaSpending spending, double alpha = 0.05)
    {
        if (alpha is not (> 0 and < 1) || fractions.Where((fraction, i) => !(fraction > (i == 0 ? 0 : fractions[i - 1])) || fraction > 1).Any())
        {
            return [];
        }

        List<GroupSequentialLook> looks = [];
        var density = new Density([0], [1]);
        var (information, spent) = (0.0, 0.0);
        foreach (var fraction in fractions)
        {
            var (step, target) = (Math.Sqrt(fraction - information), Spent(spending, fraction, alpha));
            var increment = target - spent;
            var edge = RootFinding.Bisect(bound => increment - density.Beyond(bound, step), 0, Reach * Math.Sqrt(fraction));
            var z = edge / Math.Sqrt(fraction);
            looks.Add(new(fraction, z, target, 2 * StandardNormal.Survival(z)));
            density = density.Advance(edge, step);
            (information, spent) = (fraction, target);
        }

        return looks;
    }

    /// <summary>The weight at each place, of paths that have crossed no bound so far.</summary>
    private sealed record Density(double[] Places, double[] Weights)
    {
        public double Beyond(double bound, double step)
        {
            var sum = 0.0;
            for (var i = 0; i < Places.Length; i++)
            {
                sum += Weights[i] * (StandardNormal.Survival((bound - Places[i]) / step) + StandardNormal.Survival((bound + Places[i]) / step));
            }

            return sum;
        }

        public Density Advance(double bound, double step)
        {
            var rule = new GaussLegendreRule(-bound, bound, Nodes);
            var places = Enumerable.Range(0, Nodes).Select(rule.GetAbscissa).ToArray();
            var weights = Enumerable.Range(0, Nodes).Select(node => rule.GetWeight(node) * At(places[node], step)).ToArray();
            return new(places, weights);
        }

        private double At(double place, double step)
        {
            var sum = 0.0;
            for (var i = 0; i < Places.Length; i++)
            {
                sum += Weights[i] * StandardNormal.Density((place - Places[i]) / step);
            }

            return sum / step;
        }
    }
}
