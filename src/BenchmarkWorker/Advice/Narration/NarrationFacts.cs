using System.Text;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice.Narration;

/// <summary>
/// What a language model is told of a run, and what it may say. Platforms are P1, P2 and so on in it: names, addresses and error texts come from outside,
/// could be instructions, and so never reach the model.
/// </summary>
internal sealed class NarrationFacts
{
    private readonly StringBuilder _text = new();
    private readonly List<NarrationFigure> _figures = [];
    private readonly BenchmarkOutcome _outcome;

    public NarrationFacts(BenchmarkOutcome outcome)
    {
        _outcome = outcome;
        Names = outcome.Platforms.Select((platform, i) => (Label: $"P{i + 1}", platform)).ToDictionary(entry => entry.Label, entry => entry.platform.Name);
        Percentiles = outcome.Platforms.SelectMany(platform => platform.Percentiles.Keys).ToHashSet(StringComparer.Ordinal);
        Run();
        for (var i = 0; i < outcome.Platforms.Count; i++)
        {
            Platform(outcome.Platforms[i], $"P{i + 1}");
        }

        Array.ForEach([.. outcome.Verdict.Findings], finding => _text.Append(finding.Question).Append(": ").Append(finding.Winner is { } winner ? Label(winner) ?? "no winner" : "no winner is shown").Append('\n'));
        Array.ForEach([.. outcome.Verdict.Comparisons], Compare);
        Array.ForEach([.. outcome.Saturation], Limit);
    }

    public IReadOnlyDictionary<string, string> Names { get; }

    public IReadOnlySet<string> Percentiles { get; }

    public IReadOnlyList<NarrationFigure> Figures => _figures;

    public string Text => _text.ToString();

    /// <summary>Gets the labels of the platforms that a question's answer names.</summary>
    public IEnumerable<string> Winners => _outcome.Verdict.Findings.Select(finding => finding.Winner is { } winner ? Label(winner) : null).OfType<string>().Distinct();

    /// <summary>What the comparisons of two labels show, by metric.</summary>
    public IEnumerable<Comparison> Between(string one, string other) => _outcome.Verdict.Comparisons.Where(comparison =>
        (comparison.Left == Names[one] && comparison.Right == Names[other]) || (comparison.Left == Names[other] && comparison.Right == Names[one]));

    public double? Median(string label) => _outcome.Platforms[int.Parse(label.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) - 1].Percentile("p50")?.Value;

    private void Run()
    {
        var plan = _outcome.Plan;
        Say("", ("platforms", _outcome.Platforms.Count, NarrationUnit.Platforms), ("blocks each", plan.Repeats, NarrationUnit.Blocks), ("requests in flight", plan.IsOpenLoop ? null : plan.ConcurrentRequests, NarrationUnit.Requests),
            ("offered", plan.Rate, NarrationUnit.PerSecond), ("comparisons", _outcome.Verdict.Comparisons.Count, NarrationUnit.Comparisons));
        _figures.Add(new(95, NarrationUnit.Percent));
    }

    private void Platform(PlatformResult platform, string label)
    {
        _text.Append(label).Append(": ").Append(ResultTables.State(platform)).Append('\n');
        Say(label, ("requests", platform.TotalRequests, NarrationUnit.Requests), ("succeeded", platform.SuccessfulRequests, NarrationUnit.Requests), ("failed", platform.FailedRequests, NarrationUnit.Requests),
            ("error rate", platform.ErrorRatePercent, NarrationUnit.Percent), ("mean latency", platform.AverageLatency, NarrationUnit.Milliseconds), ("maximum latency", platform.MaximumLatency, NarrationUnit.Milliseconds),
            ("first answer", platform.FirstResponseMilliseconds, NarrationUnit.Milliseconds), ("offered", platform.OpenLoop?.OfferedRate, NarrationUnit.PerSecond));
        Estimate("throughput", platform.Throughput, NarrationUnit.PerSecond, label);
        foreach (var (name, estimate) in platform.Percentiles)
        {
            Estimate(name, estimate, NarrationUnit.Milliseconds, label);
        }

        foreach (var (kind, count) in platform.Failures)
        {
            Say(label, ($"failed with {kind}", count, NarrationUnit.Requests));
        }
    }

    private void Estimate(string name, Estimate? estimate, NarrationUnit unit, string label) =>
        Say(label, (name, estimate?.Value, unit), ($"{name} at least", estimate?.Low, unit), ($"{name} at most", estimate?.High, unit));

    private void Compare(Comparison comparison)
    {
        if (Label(comparison.Left) is { } left && Label(comparison.Right) is { } right && comparison.Ratio is { } ratio)
        {
            var shown = comparison.Outcome.ToString().ToLowerInvariant();
            _text.Append(comparison.Metric).Append(" of ").Append(right).Append(" over ").Append(left).Append(" is ").Append(shown).Append(": ratio ").Append(Reports.Figures.Number(ratio)).Append(", change ").Append(Reports.Figures.Change(ratio)).Append('\n');
            _figures.Add(new(ratio, NarrationUnit.Ratio, left, right));
            _figures.Add(new(100 * Math.Abs(ratio - 1), NarrationUnit.Percent, left, right));
        }
    }

    private void Limit(Saturation found)
    {
        if (Label(found.Platform) is { } label)
        {
            Say(label, ("highest rate that kept the latency limit", found.Rate, NarrationUnit.PerSecond), ("lowest rate that did not keep it", found.FailedAbove, NarrationUnit.PerSecond));
        }
    }

    private void Say(string label, params (string Name, double? Value, NarrationUnit Unit)[] figures)
    {
        foreach (var (name, value, unit) in figures)
        {
            if (value is { } known)
            {
                _figures.Add(new(known, unit, label.Length == 0 ? [] : [label]));
                _text.Append(label).Append(label.Length == 0 ? "run: " : ": ").Append(name).Append(' ').Append(Reports.Figures.Number(known)).Append(Suffix(unit)).Append('\n');
            }
        }
    }

    private string? Label(string name) => Names.FirstOrDefault(entry => entry.Value == name).Key;

    private static string Suffix(NarrationUnit unit) => unit switch { NarrationUnit.Milliseconds => " ms", NarrationUnit.PerSecond => " requests/s", NarrationUnit.Percent => " %", _ => "" };
}
