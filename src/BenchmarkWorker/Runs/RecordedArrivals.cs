using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>A file of recorded request times.</summary>
internal static class RecordedArrivals
{
    /// <summary>Reads one.</summary>
    /// <exception cref="IOException">It cannot be read, or is not one.</exception>
    public static async Task<ArrivalSchedule> ReadAsync(string file, CancellationToken cancellationToken) =>
        ArrivalSchedule.TryReplay(await File.ReadAllLinesAsync(file, cancellationToken), out var schedule, out var problem) && schedule is not null
            ? schedule
            : throw new IOException($"{file} cannot be replayed: {problem}");
}
