namespace ModelServing.ExperimentApi.Ramps;

/// <summary>Whole weights that sum to 100 and stay as near to the wanted shares as whole numbers can.</summary>
internal static class LargestRemainder
{
    private const int Total = 100;

    /// <summary>Rounds shares (of any sum above zero); an arm that should get anything gets at least 1.</summary>
    public static int[] Round(ReadOnlySpan<double> shares)
    {
        var sum = 0.0;
        foreach (var share in shares)
        {
            sum += share;
        }

        var weights = new int[shares.Length];
        var remainders = new double[shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var exact = shares[i] / sum * Total;
            weights[i] = (int)Math.Floor(exact + 1e-9);
            remainders[i] = exact - weights[i];
        }

        for (var missing = Total - weights.Sum(); missing > 0; missing--)
        {
            var largest = Array.IndexOf(remainders, remainders.Max());
            weights[largest]++;
            remainders[largest] = double.NegativeInfinity;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0 && shares[i] > 0)
            {
                weights[i] = 1;
                weights[Array.IndexOf(weights, weights.Max())]--;
            }
        }

        return weights;
    }

    /// <summary>Rounds the treatment's percentage; the control gets the rest.</summary>
    public static int Treatment(double percent) => Round([Total - percent, percent])[1];
}
