namespace ModelServing.ExperimentApi.Judging;

/// <summary>One arm in numbers; null where there is nothing to say, never zero.</summary>
internal sealed record ArmSummary(string Backend, long Requests, long Errors, long Observations, double? Mean, double? Deviation, double? MeanLatency);
