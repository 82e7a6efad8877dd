namespace ModelServing.Statistics.Planning;

/// <summary>The power of a planned Welch test.</summary>
/// <param name="Power">The chance of a significant result, 0..1.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's degrees of freedom.</param>
/// <param name="Noncentrality">The expected difference in standard errors.</param>
public sealed record WelchPower(double Power, double DegreesOfFreedom, double Noncentrality);
