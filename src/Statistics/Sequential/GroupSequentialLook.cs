namespace ModelServing.Statistics.Sequential;

/// <summary>One planned look.</summary>
/// <param name="Fraction">The information fraction reached.</param>
/// <param name="Bound">The |z| that ends the experiment here.</param>
/// <param name="CumulativeAlpha">The error spent so far.</param>
/// <param name="NominalP">The p-value of a single test at this bound.</param>
public sealed record GroupSequentialLook(double Fraction, double Bound, double CumulativeAlpha, double NominalP);
