using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Waits to a fraction of a millisecond without keeping a processor busy, which the measured server may need.</summary>
internal static partial class PreciseSleep
{
    private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for a timestamp of a clock, or for a cancellation. By the system's clock it blocks the thread, which is the sender's own; any other clock is waited for.</summary>
    public static async ValueTask UntilAsync(TimeProvider time, long timestamp, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(time, TimeProvider.System))
        {
            Until(timestamp, cancellationToken);
            return;
        }

        while (time.GetTimestamp() < timestamp && !cancellationToken.IsCancellationRequested)
        {
            await DelayAsync(time, time.GetElapsedTime(time.GetTimestamp(), timestamp) + TimeSpan.FromTicks(1), cancellationToken);
        }
    }

    /// <summary>Waits without rounding to milliseconds; a cancellation ends the wait.</summary>
    public static async Task DelayAsync(TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        var elapsed = new TaskCompletionSource();
        using var registration = cancellationToken.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), elapsed); // the state is what we pass
        await using var timer = time.CreateTimer(static source => ((TaskCompletionSource)source!).TrySetResult(), elapsed, delay, Timeout.InfiniteTimeSpan); // likewise
        await elapsed.Task;
    }

    /// <summary>Returns at a <see cref="Stopwatch"/> timestamp, or soon after a cancellation.</summary>
    public static void Until(long timestamp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            if (left > Coarse)
            {
                cancellationToken.WaitHandle.WaitOne(Coarse / 2);
            }
            else if (OperatingSystem.IsLinux())
            {
                var request = new TimeSpec(0, (nint)(left.Ticks * TimeSpan.NanosecondsPerTick));
                _ = NanoSleep(in request, 0); // woken early by a signal, it is called again
            }
            else if (left > TimeSpan.FromMilliseconds(2))
            {
                cancellationToken.WaitHandle.WaitOne(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remaining);

    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
