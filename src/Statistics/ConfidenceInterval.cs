namespace ModelServing.Statistics;

/// <summary>A range that covers the true value with the stated confidence, in the unit of the estimate.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Confidence">The two-sided coverage, 0..1.</param>
public readonly record struct ConfidenceInterval(double Low, double High, double Confidence)
{
    /// <summary>Tells whether a value lies inside, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    internal static ConfidenceInterval Around(double centre, double halfWidth, double confidence) => new(centre - halfWidth, centre + halfWidth, confidence);
}
