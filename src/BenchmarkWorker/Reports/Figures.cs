using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Numbers as reports write them: three or four digits that mean something, invariant.</summary>
internal static class Figures
{
    public const string Missing = "—";

    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.#", >= 1 => "0.##", >= 0.1 => "0.###", _ => "0.####" },
        CultureInfo.InvariantCulture);

    public static string Milliseconds(double? value) => value is { } number ? $"{Number(number)} ms" : Missing;

    public static string Percent(double? value) => value is { } number ? $"{Number(number)} %" : Missing;

    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The ends of an interval; ∞ where this many requests cannot bound it.</summary>
    public static string? Interval(Estimate? estimate) => estimate is { Value: not null } and not { Low: null, High: null }
        ? $"{(estimate.Low is { } low ? Number(low) : "0")}\u00a0–\u00a0{(estimate.High is { } high ? Number(high) : "∞")}"
        : null;

    public static string WithInterval(Estimate? estimate, string unit) => estimate?.Value is { } value
        ? $"{Number(value)} {unit}{(Interval(estimate) is { } interval ? $" ({interval})" : "")}"
        : Missing;

    /// <summary>A ratio as a change: 1.031 is +3.1 %.</summary>
    public static string Change(double ratio) => (ratio - 1).ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture);

    public static string Share(long part, long whole) => whole > 0 ? Percent(100.0 * part / whole) : Missing;
}
