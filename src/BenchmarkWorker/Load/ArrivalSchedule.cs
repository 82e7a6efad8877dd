using System.Diagnostics;
using System.Globalization;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>When each request of a block is meant to be sent, decided before the first: whatever the server does cannot change it.</summary>
internal sealed class ArrivalSchedule
{
    private const int MaxArrivals = 100_000_000;

    private ArrivalSchedule(long[] offsets, TimeSpan duration)
    {
        Offsets = offsets;
        Duration = duration;
    }

    /// <summary>Gets the intended times after the start, in <see cref="Stopwatch"/> ticks, in order.</summary>
    public ReadOnlyMemory<long> Offsets { get; }

    /// <summary>Gets how long the block sends.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gets the requests a second that the schedule offers.</summary>
    public double Rate => Duration > TimeSpan.Zero ? Offsets.Length / Duration.TotalSeconds : 0;

    /// <summary>Makes a schedule of a number of requests, or of as many as fit into a duration. The same seed gives the same times.</summary>
    /// <param name="pattern">How they are spread.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="count">How many; null where the duration says.</param>
    /// <param name="duration">How long; null where the count says.</param>
    /// <param name="seed">Where the random gaps start.</param>
    public static ArrivalSchedule Create(ArrivalPattern pattern, double rate, int? count, TimeSpan? duration, int seed)
    {
        var random = new Random(seed);
        var end = duration?.TotalSeconds ?? double.PositiveInfinity;
        List<long> offsets = new(count ?? (int)Math.Min(MaxArrivals, (end * rate * 1.1) + 16));
        var at = pattern == ArrivalPattern.Constant ? 0 : Gap(random, rate);
        while (offsets.Count < (count ?? MaxArrivals) && at < end)
        {
            offsets.Add((long)(at * Stopwatch.Frequency));
            at = pattern == ArrivalPattern.Constant ? offsets.Count / rate : at + Gap(random, rate);
        }

        return new([.. offsets], duration ?? TimeSpan.FromSeconds(offsets.Count / rate));
    }

    /// <summary>Makes a schedule that has both a number of requests and a length: whichever comes last ends it.</summary>
    public static ArrivalSchedule AtLeast(ArrivalPattern pattern, double rate, long count, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        List<long> offsets = [];
        var (at, due) = (0.0, 0L);
        while (offsets.Count < MaxArrivals && (offsets.Count < count || due < duration.TotalSeconds * Stopwatch.Frequency))
        {
            at = pattern == ArrivalPattern.Constant ? offsets.Count / rate : at + Gap(random, rate);
            due = (long)(at * Stopwatch.Frequency);
            offsets.Add(due);
        }

        return new([.. offsets], TimeSpan.FromSeconds(due / (double)Stopwatch.Frequency));
    }

    /// <summary>Makes a schedule whose rate changes over a duration; how many requests there are follows from the rates.</summary>
    /// <param name="pattern">How they are spread.</param>
    /// <param name="shape">How the rate changes.</param>
    /// <param name="rate">Requests a second at the start.</param>
    /// <param name="duration">How long.</param>
    /// <param name="seed">Where the random gaps start.</param>
    public static ArrivalSchedule Shaped(ArrivalPattern pattern, RateShape shape, double rate, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        var length = duration.TotalSeconds;
        var total = shape.DueBy(rate, length, length);
        List<long> offsets = [];
        var (number, at) = (pattern == ArrivalPattern.Constant ? 0 : Gap(random, 1), 0.0);
        while (number < total && offsets.Count < MaxArrivals)
        {
            at = Inverse(due => shape.DueBy(rate, due, length), number, at, length);
            offsets.Add((long)(at * Stopwatch.Frequency));
            number += pattern == ArrivalPattern.Constant ? 1 : Gap(random, 1);
        }

        return new([.. offsets], duration);
    }

    /// <summary>Makes a schedule out of recorded times, in seconds after any start, one a line.</summary>
    /// <param name="lines">The lines; empty ones and those that begin with # are left out.</param>
    /// <param name="schedule">The schedule, which starts with the first time.</param>
    /// <param name="problem">What is wrong with a line.</param>
    public static bool TryReplay(IEnumerable<string> lines, out ArrivalSchedule? schedule, out string? problem)
    {
        schedule = null;
        List<double> times = [];
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) || !double.IsFinite(time) || (times.Count > 0 && time < times[^1]))
            {
                problem = $"line {number} is not a time in seconds that is at least the one before it: {text[..Math.Min(40, text.Length)]}";
                return false;
            }

            times.Add(time);
        }

        problem = times.Count == 0 ? "it has no times" : times[^1] - times[0] > 86_400 ? "it lasts longer than a day" : null;
        if (problem is null)
        {
            var length = times[^1] - times[0];
            schedule = new([.. times.Select(time => (long)((time - times[0]) * Stopwatch.Frequency))], TimeSpan.FromSeconds(length + (length / Math.Max(1, times.Count - 1))));
        }

        return schedule is not null;
    }

    /// <summary>When more requests are due than a number, to a nanosecond.</summary>
    private static double Inverse(Func<double, double> dueBy, double number, double low, double high)
    {
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            (low, high) = dueBy(middle) <= number ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double Gap(Random random, double rate) => -Math.Log(1 - random.NextDouble()) / rate;
}
