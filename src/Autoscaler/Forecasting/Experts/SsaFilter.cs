namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>One fitted rank: a filter per step (step 0 is the present) and φ of its residuals.</summary>
internal sealed record SsaFilter(double[][] Steps, double Persistence);
