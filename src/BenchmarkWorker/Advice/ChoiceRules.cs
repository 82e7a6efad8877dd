using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>Which platform to take, where the blocks say so.</summary>
internal static class ChoiceRules
{
    private const double WorthMentioning = 1.1;

    public static IEnumerable<string> Winners(BenchmarkOutcome outcome)
    {
        foreach (var group in outcome.Verdict.Findings.Where(finding => finding.Winner is not null).GroupBy(finding => finding.Winner ?? ""))
        {
            yield return $"Choose {group.Key} where what counts is {Facts.List(group.Select(finding => $"the {Lower(finding.Question)} ({Value(finding)})"))}.";
        }
    }

    /// <summary>Where two platforms serve alike on everything that was compared, the cheaper one is the better one.</summary>
    public static IEnumerable<string> Equivalent(BenchmarkOutcome outcome)
    {
        foreach (var pair in outcome.Verdict.Comparisons.GroupBy(comparison => (comparison.Left, comparison.Right)))
        {
            var equivalent = pair.Where(comparison => comparison.Outcome == ComparisonOutcome.Equivalent).ToArray();
            if (equivalent.Length == 0 || pair.Any(comparison => comparison.Outcome == ComparisonOutcome.Different))
            {
                continue;
            }

            var metrics = Facts.List(equivalent.Select(comparison => $"{comparison.Metric}{ReportText.WithRatio(comparison)}"));
            yield return $"{pair.Key.Left} and {pair.Key.Right} are equivalent in {metrics}: choose by cost and by how they are run. {Cost(outcome, pair.Key.Left, pair.Key.Right)}".TrimEnd();
        }
    }

    private static string Cost(BenchmarkOutcome outcome, string left, string right)
    {
        var (one, other) = (Costs(outcome, left), Costs(outcome, right));
        if (one.Processor is not { } first || other.Processor is not { } second || Math.Max(first, second) < WorthMentioning * Math.Min(first, second))
        {
            return "";
        }

        var (cheap, dear, low, high) = first < second ? (left, right, first, second) : (right, left, second, first);
        return $"{cheap} takes {Figures.Number(low)} ms of processor time for an answer, {dear} {Figures.Number(high)} ms.";
    }

    private static (double? Processor, PlatformResult? Platform) Costs(BenchmarkOutcome outcome, string name)
    {
        var platform = outcome.Platforms.FirstOrDefault(platform => platform.Name == name);
        return (platform is null ? null : Facts.ProcessorPerAnswer(platform), platform);
    }

    private static string Value(Finding finding) => finding.Value is not { } value ? "no figure" : finding.Question switch
    {
        "Highest throughput" => $"{Figures.Number(value)} answers/s",
        "Most reliable" => $"{Figures.Number(value)} % failed",
        _ => $"{Figures.Number(value)} ms",
    };

    private static string Lower(string question) => question.Length == 0 ? question : char.ToLowerInvariant(question[0]) + question[1..] switch { "ost reliable" => "ost reliable service", var rest => rest };
}
