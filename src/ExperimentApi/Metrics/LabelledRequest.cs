namespace ModelServing.ExperimentApi.Metrics;

internal sealed record LabelledRequest(int Label, byte[] Body);
