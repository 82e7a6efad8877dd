namespace ModelServing.Statistics.Means;

/// <summary>A comparison with and without the help of a covariate.</summary>
/// <param name="Adjusted">Welch's test of the adjusted outcomes.</param>
/// <param name="Unadjusted">Welch's test of the outcomes as they are.</param>
/// <param name="Slope">The part of the covariate that is subtracted.</param>
/// <param name="Correlation">The correlation of outcome and covariate over both arms; null when either does not vary.</param>
/// <param name="VarianceRatio">The share of the variance that is left; null when there was none.</param>
public sealed record CovariateAdjustmentResult(TTestResult Adjusted, TTestResult Unadjusted, double Slope, double? Correlation, double? VarianceRatio);
