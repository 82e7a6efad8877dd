namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The time that a loop goes by.</summary>
/// <param name="Timeout">The deadline of each request.</param>
/// <param name="Drain">How long to wait, once nothing more is sent, for what is in flight; then it is cancelled.</param>
/// <param name="Time">The clock.</param>
internal sealed record LoadTiming(TimeSpan Timeout, TimeSpan Drain, TimeProvider Time);
