using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>
/// Sends requests when a schedule says, however long the answers take. Latency starts when a request was meant to be sent, so a server that
/// stalls is charged for everyone who had to wait; the time from the actual send is kept beside it.
/// </summary>
/// <param name="target">Whom to call.</param>
/// <param name="client">How; the loop owns it.</param>
/// <param name="maxInFlight">The most requests in flight at once.</param>
/// <param name="timing">The clock, and how long to wait.</param>
internal sealed class OpenLoop(PreparedTarget target, IPredictClient client, int maxInFlight, LoadTiming timing) : IDisposable
{
    /// <summary>Sends a schedule's requests and waits for what is in flight then.</summary>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="schedule">When to send.</param>
    /// <param name="observe">Sees the counters while they move.</param>
    /// <param name="cancellationToken">Stops sending and cancels what is in flight; those count as cancelled.</param>
    public async Task<BlockResult> RunAsync(int round, ArrivalSchedule schedule, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        var counters = new BlockCounters(new(0, schedule.Duration), timing.Time, 64) { Open = new OpenLoopRecord(schedule) };
        observe?.Invoke(counters);
        using var drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timing.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drained.Token);
        using var flight = new Flight(target, client, maxInFlight, counters, timing, end.Token);
        await (ReferenceEquals(timing.Time, TimeProvider.System)
            ? SenderThread.RunAsync(() => SendAsync(flight, schedule, counters, end.Token))
            : SendAsync(flight, schedule, counters, end.Token));
        var left = schedule.Duration - timing.Time.GetElapsedTime(counters.Start);
        drained.CancelAfter(left > TimeSpan.Zero && !counters.IsOver ? left + timing.Drain : timing.Drain);
        await flight.LandAsync();
        var elapsed = timing.Time.GetElapsedTime(counters.Start);
        return counters.ToResult(round, schedule.Count, counters.IsOver || cancellationToken.IsCancellationRequested || elapsed > schedule.Duration ? elapsed : schedule.Duration);
    }

    public void Dispose() => client.Dispose();

    private async Task SendAsync(Flight flight, ArrivalSchedule schedule, BlockCounters counters, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var offset in schedule.Offsets)
        {
            var due = counters.Start + offset;
            await PreciseSleep.UntilAsync(timing.Time, due, cancellationToken);
            if (cancellationToken.IsCancellationRequested || counters.IsOver)
            {
                break;
            }

            flight.Start(number++, due);
        }
    }
}
