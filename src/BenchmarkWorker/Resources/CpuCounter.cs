namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>How much CPU a container has used so far, as its node knows it.</summary>
/// <param name="Container">The container, told from others by its pod.</param>
/// <param name="At">When the node looked, by its own clock.</param>
/// <param name="Seconds">CPU seconds since the container's start.</param>
internal sealed record CpuCounter(string Container, DateTimeOffset At, double Seconds);
