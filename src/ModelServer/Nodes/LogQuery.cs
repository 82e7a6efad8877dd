using System.Globalization;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Which lines of a log are asked for, and how they are written.</summary>
internal sealed record LogQuery
{
    public bool Follow { get; init; }

    public bool Previous { get; init; }

    public bool Timestamps { get; init; }

    public int? TailLines { get; init; }

    public DateTimeOffset? Since { get; init; }

    public long? LimitBytes { get; init; }

    public static LogQuery Read(IQueryCollection query, DateTimeOffset now) => new()
    {
        Follow = IsSet(query["follow"]),
        Previous = IsSet(query["previous"]),
        Timestamps = IsSet(query["timestamps"]),
        TailLines = (int?)Number(query["tailLines"]),
        LimitBytes = Number(query["limitBytes"]),
        Since = Number(query["sinceSeconds"]) is { } seconds ? now.AddSeconds(-Math.Min(seconds, int.MaxValue))
            : DateTimeOffset.TryParse(query["sinceTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : null,
    };

    public string Format(LogLine line) => Timestamps
        ? $"{line.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)} {line.Text}\n"
        : line.Text + "\n";

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, int.MaxValue) : null;

    private static bool IsSet(string? value) => value is "true" or "1";
}
