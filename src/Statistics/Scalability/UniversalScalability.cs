namespace ModelServing.Statistics.Scalability;

/// <summary>Gunther's universal scalability law: with N at work, throughput is <c>λN / (1 + σ(N − 1) + κN(N − 1))</c>, where σ is what they wait for each other and κ what they keep each other informed.</summary>
/// <remarks>
/// Least squares in the throughputs, with neither σ nor κ below zero. The reciprocal, <c>N/X = a + bu + cv</c> with u = N − 1 and v = N(N − 1), is linear in its
/// coefficients, so that each step of Gauss and Newton is a weighted linear fit.
/// </remarks>
public static class UniversalScalability
{
    /// <summary>Three numbers are fitted, so that fewer loads than this show nothing of how well.</summary>
    public const int FewestLoads = 5;

    private const int MostSteps = 100;

    /// <summary>Fits the law to throughputs at numbers of requests in flight.</summary>
    /// <param name="points">The load and the throughput, both above zero; several at one load are fitted alike.</param>
    public static UniversalScalabilityResult Fit(IReadOnlyList<(double Load, double Throughput)> points)
    {
        if (points.Any(point => !(point.Load > 0) || !(point.Throughput > 0) || !double.IsFinite(point.Load) || !double.IsFinite(point.Throughput)))
        {
            return new(StatisticStatus.InvalidInput);
        }

        if (points.Select(point => point.Load).Distinct().Count() < FewestLoads)
        {
            return new(StatisticStatus.InsufficientData);
        }

        var curve = Solve([.. points.Select(point => (point.Load, point.Load / point.Throughput, point.Throughput * point.Throughput / point.Load))]);
        var best = curve;
        for (var step = 0; step < MostSteps && curve is not null; step++)
        {
            var from = curve;
            curve = Solve([.. points.Select(point => from.Linearize(point.Load, point.Throughput))]);
            if (curve is null || curve.SquaredError(points) >= best?.SquaredError(points) * (1 - 1e-12))
            {
                break;
            }

            best = curve;
        }

        return best is null ? new(StatisticStatus.InvalidInput) : Result(best, points);
    }

    private static UniversalScalabilityResult Result(Curve curve, IReadOnlyList<(double Load, double Throughput)> points)
    {
        var mean = points.Average(point => point.Throughput);
        var spread = points.Sum(point => (point.Throughput - mean) * (point.Throughput - mean));
        return spread == 0 ? new(StatisticStatus.DegenerateNoDifference)
            : new(StatisticStatus.Ok, 1 / curve.Constant, curve.Linear / curve.Constant, curve.Square / curve.Constant, 1 - (curve.SquaredError(points) / spread));
    }

    /// <summary>The weighted linear fit whose coefficients are not below zero: of the fits with some of them left out, the best that has none below.</summary>
    private static Curve? Solve(IReadOnlyList<(double Load, double Target, double Weight)> points) =>
        new[] { (true, true), (true, false), (false, true), (false, false) }.Select(use => Solve(points, use.Item1, use.Item2))
            .OfType<Curve>().Where(curve => curve is { Constant: > 0, Linear: >= 0, Square: >= 0 })
            .MinBy(curve => points.Sum(point => point.Weight * point.Weight * Math.Pow(point.Target - curve.Reciprocal(point.Load), 2)));

    private static Curve? Solve(IReadOnlyList<(double Load, double Target, double Weight)> points, bool hasLinear, bool hasSquare)
    {
        // Columns are scaled to one: loads in the thousands squared would leave few digits.
        var largest = points.Max(point => point.Load);
        var (linear, square) = (Math.Max(1, largest - 1), Math.Max(1, largest * (largest - 1)));
        var matrix = new double[3, 4];
        foreach (var (load, target, weight) in points)
        {
            double[] row = [weight, hasLinear ? weight * (load - 1) / linear : 0, hasSquare ? weight * load * (load - 1) / square : 0, weight * target];
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 4; j++)
                {
                    matrix[i, j] += row[i] * row[j];
                }
            }
        }

        (matrix[1, 1], matrix[2, 2]) = (hasLinear ? matrix[1, 1] : 1, hasSquare ? matrix[2, 2] : 1);
        return Eliminate(matrix) is [var constant, var b, var c] ? new(constant, b / linear, c / square) : null;
    }

    /// <summary>Solves three equations; null where they do not determine what is sought.</summary>
    private static double[]? Eliminate(double[,] matrix)
    {
        for (var i = 0; i < 3; i++)
        {
            var pivot = Enumerable.Range(i, 3 - i).MaxBy(row => Math.Abs(matrix[row, i]));
            if (!(Math.Abs(matrix[pivot, i]) > 0))
            {
                return null;
            }

            for (var j = 0; j < 4; j++)
            {
                (matrix[i, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[i, j]);
            }

            for (var row = 0; row < 3; row++)
            {
                var factor = row == i ? 0 : matrix[row, i] / matrix[i, i];
                for (var j = i; j < 4; j++)
                {
                    matrix[row, j] -= factor * matrix[i, j];
                }
            }
        }

        return [matrix[0, 3] / matrix[0, 0], matrix[1, 3] / matrix[1, 1], matrix[2, 3] / matrix[2, 2]];
    }

    private sealed record Curve(double Constant, double Linear, double Square)
    {
        public double Reciprocal(double load) => Constant + (Linear * (load - 1)) + (Square * load * (load - 1));

        public double SquaredError(IReadOnlyList<(double Load, double Throughput)> points) => points.Sum(point => Math.Pow(point.Throughput - (point.Load / Reciprocal(point.Load)), 2));

        /// <summary>What the reciprocal has to be for the throughput to be right, as its slope is here, and how much the throughput depends on it.</summary>
        public (double Load, double Target, double Weight) Linearize(double load, double throughput)
        {
            var reciprocal = Reciprocal(load);
            var slope = load / (reciprocal * reciprocal);
            return (load, reciprocal - ((throughput - (load / reciprocal)) / slope), slope);
        }
    }
}
