using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>A limit that a new result must keep: <c>p99 &gt; +10%</c> limits a change, <c>p99 &gt; 250ms</c> the figure itself.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Metric">What is looked at.</param>
/// <param name="Above">Whether more than the limit is too much; otherwise less is too little.</param>
/// <param name="Limit">The limit: a share of the old figure, or the figure's own unit.</param>
/// <param name="IsChange">Whether the limit is on the change.</param>
internal sealed partial record Gate(string Text, string Metric, bool Above, double Limit, bool IsChange)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out Gate? gate, [NotNullWhen(false)] out string? problem)
    {
        gate = null;
        var match = Form().Match(text);
        var metric = match.Groups["metric"].Value;
        if (!match.Success)
        {
            problem = $"'{text}' is not a limit: write METRIC > +10% for a change, or METRIC > 250ms for a figure";
        }
        else if (!Regression.Metric.All.Contains(metric))
        {
            problem = $"'{metric}' is not a metric: there are {string.Join(", ", Regression.Metric.All)}";
        }
        else
        {
            var (sign, unit) = (match.Groups["sign"].Value, match.Groups["unit"].Value);
            var isChange = sign.Length > 0 && unit == "%";
            var isOwnUnit = unit.Length == 0 || unit == Regression.Metric.Unit(metric);
            var number = double.Parse(sign + match.Groups["number"].Value, CultureInfo.InvariantCulture);
            problem = isChange || isOwnUnit ? null : $"'{text}': {metric} is in {Regression.Metric.Unit(metric)}; a change begins with a sign, as in +10%";
            gate = problem is null ? new(text, metric, match.Groups["operator"].Value == ">", isChange ? number / 100 : number, isChange) : null;
        }

        return gate is not null;
    }

    /// <summary>Says why a change does not pass, or null. What may be chance passes, unless the gate is strict.</summary>
    public string? Check(Change change, bool isStrict)
    {
        if (change.New is not { } value || (IsChange && change.Ratio is null))
        {
            return $"{Metric} was not measured in both results";
        }

        var looked = IsChange ? (change.Ratio ?? 1) - 1 : value;
        if (Above ? looked <= Limit : looked >= Limit)
        {
            return null;
        }

        var mayBeChance = IsChange && !isStrict && change is { Low: < 1, High: > 1 };
        return mayBeChance ? null : IsChange ? FormattableString.Invariant($"{Metric} changed by {looked:+0.0 %;-0.0 %}") : FormattableString.Invariant($"{Metric} is {value:0.##} {Regression.Metric.Unit(Metric)}");
    }

    [GeneratedRegex(@"^\s*(?<metric>[\w.]+)\s*(?<operator>[<>])\s*(?<sign>[+-]?)(?<number>\d+(\.\d+)?)\s*(?<unit>%|ms|req/s)?\s*$")]
    private static partial Regex Form();
}
