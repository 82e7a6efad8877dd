namespace ModelServing.Statistics.Bayes;

/// <summary>What two beta posteriors say of each other.</summary>
/// <param name="ProbabilityTreatmentIsHigher">The probability that the treatment's proportion is the higher one.</param>
/// <param name="ExpectedGain">By how much it is higher on average, counting nothing where it is not.</param>
/// <param name="ExpectedLoss">By how much it is lower on average, counting nothing where it is not: the price of choosing it.</param>
/// <param name="ControlMean">The control's posterior mean.</param>
/// <param name="TreatmentMean">The treatment's posterior mean.</param>
/// <param name="Control">The control's credible interval, with equal tails.</param>
/// <param name="Treatment">The treatment's.</param>
public sealed record BetaBinomialResult(
    double ProbabilityTreatmentIsHigher,
    double ExpectedGain,
    double ExpectedLoss,
    double ControlMean,
    double TreatmentMean,
    ConfidenceInterval Control,
    ConfidenceInterval Treatment);
