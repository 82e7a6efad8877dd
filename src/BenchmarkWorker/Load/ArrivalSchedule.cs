using System.Diagnostics;
using System.Globalization;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>
/// When each request of a block is meant to be sent, decided before the first: whatever the server does cannot change it. The times follow from a seed and are
/// made anew for whoever goes through them, so that ten minutes at ten thousand a second take no more memory than a second.
/// </summary>
internal sealed class ArrivalSchedule
{
    private const int MaxArrivals = 100_000_000;

    private ArrivalSchedule(IEnumerable<long> offsets, int count, TimeSpan duration)
    {
        Offsets = offsets;
        Count = count;
        Duration = duration;
    }

    /// <summary>Gets the intended times after the start, in <see cref="Stopwatch"/> ticks, in order; the same ones every time.</summary>
    public IEnumerable<long> Offsets { get; }

    /// <summary>Gets how many there are.</summary>
    public int Count { get; }

    /// <summary>Gets how long the block sends.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gets the requests a second that the schedule offers.</summary>
    public double Rate => Duration > TimeSpan.Zero ? Count / Duration.TotalSeconds : 0;

    /// <summary>Makes a schedule of a number of requests, or of as many as fit into a duration. The same seed gives the same times.</summary>
    /// <param name="pattern">How they are spread.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="count">How many; null where the duration says.</param>
    /// <param name="duration">How long; null where the count says.</param>
    /// <param name="seed">Where the random gaps start.</param>
    public static ArrivalSchedule Create(ArrivalPattern pattern, double rate, int? count, TimeSpan? duration, int seed)
    {
        var end = duration?.TotalSeconds ?? double.PositiveInfinity;
        var offsets = Times(pattern, rate, seed).Take(count ?? MaxArrivals).TakeWhile(at => at < end).Select(Ticks);
        var number = offsets.Count();
        return new(offsets, number, duration ?? TimeSpan.FromSeconds(number / rate));
    }

    /// <summary>Makes a schedule that has both a number of requests and a length: whichever comes last ends it.</summary>
    public static ArrivalSchedule AtLeast(ArrivalPattern pattern, double rate, long count, TimeSpan duration, int seed)
    {
        var number = Math.Clamp(Times(pattern, rate, seed).Take(MaxArrivals - 1).TakeWhile(at => at < duration.TotalSeconds).Count() + 1, Math.Min(count, MaxArrivals), MaxArrivals);
        var offsets = Times(pattern, rate, seed).Take((int)number).Select(Ticks);
        return new(offsets, (int)number, TimeSpan.FromSeconds(offsets.Last() / (double)Stopwatch.Frequency));
    }

    /// <summary>Makes a schedule whose rate changes over a duration; how many requests there are follows from the rates.</summary>
    /// <param name="pattern">How they are spread.</param>
    /// <param name="shape">How the rate changes.</param>
    /// <param name="rate">Requests a second at the start.</param>
    /// <param name="duration">How long.</param>
    /// <param name="seed">Where the random gaps start.</param>
    public static ArrivalSchedule Shaped(ArrivalPattern pattern, RateShape shape, double rate, TimeSpan duration, int seed)
    {
        var length = duration.TotalSeconds;
        var total = shape.DueBy(rate, length, length);
        var numbers = Times(pattern, 1, seed).TakeWhile(number => number < total).Take(MaxArrivals);
        return new(Bent(numbers, due => shape.DueBy(rate, due, length), length), numbers.Count(), duration);
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
            schedule = new([.. times.Select(time => Ticks(time - times[0]))], times.Count, TimeSpan.FromSeconds(length + (length / Math.Max(1, times.Count - 1))));
        }

        return schedule is not null;
    }

    /// <summary>The times of an even rate, without an end.</summary>
    private static IEnumerable<double> Times(ArrivalPattern pattern, double rate, int seed)
    {
        var random = new Random(seed);
        var at = 0.0;
        for (var number = 0L; ; number++)
        {
            at = pattern == ArrivalPattern.Constant ? number / rate : at - (Math.Log(1 - random.NextDouble()) / rate);
            yield return at;
        }
    }

    /// <summary>When more requests are due than each of some numbers.</summary>
    private static IEnumerable<long> Bent(IEnumerable<double> numbers, Func<double, double> dueBy, double length)
    {
        var at = 0.0;
        foreach (var number in numbers)
        {
            at = Inverse(dueBy, number, at, length);
            yield return Ticks(at);
        }
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

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
