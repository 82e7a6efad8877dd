namespace ModelServing.ExperimentApi.States;

internal sealed record ExperimentEvent(DateTimeOffset At, ExperimentState From, ExperimentState To, string Message);
