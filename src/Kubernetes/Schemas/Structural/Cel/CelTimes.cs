using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Durations and points in time. Fields of these formats come as texts, and count as what they are compared with.</summary>
internal static partial class CelTimes
{
    public static CelFunction[] Functions { get; } =
    [
        new("duration", 1, values => values is [string text] ? Duration(text) ?? (object)new CelError($"invalid duration: {text}") : CelError.NoOverload),
        new("timestamp", 1, values => values is [string text] ? Timestamp(text) ?? (object)new CelError($"invalid timestamp: {text}") : CelError.NoOverload),
    ];

    public static CelFunction[] Methods { get; } =
    [
        Of("getHours", duration => duration.TotalHours),
        Of("getMinutes", duration => duration.TotalMinutes),
        Of("getSeconds", duration => duration.TotalSeconds),
    ];

    /// <summary>Gives a text as a value of the other's type.</summary>
    public static object? Like(object? value, object? other) => (value, other) switch
    {
        (string text, TimeSpan) => Duration(text) ?? value,
        (string text, DateTimeOffset) => Timestamp(text) ?? value,
        _ => value,
    };

    private static CelFunction Of(string name, Func<TimeSpan, double> part) =>
        new(name, 0, values => Like(values[0], TimeSpan.Zero) is TimeSpan duration ? (long)part(duration) : CelError.NoOverload);

    private static DateTimeOffset? Timestamp(string text) =>
        Formats.Matches("date-time", text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static TimeSpan? Duration(string text)
    {
        if (!Formats.Matches("duration", text) || text.Contains(' '))
        {
            return null;
        }

        var ticks = Part().Matches(text).Sum(part => double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * TicksPer(part.Groups[2].Value));
        return Math.Abs(ticks) < long.MaxValue ? new TimeSpan((long)(text.StartsWith('-') ? -ticks : ticks)) : null;
    }

    private static double TicksPer(string unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "ns" => TimeSpan.TicksPerMicrosecond / 1_000d,
        _ => TimeSpan.TicksPerMicrosecond,
    };

    [GeneratedRegex(@"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")]
    private static partial Regex Part();
}
