using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>The states that a report has to say something true about.</summary>
internal static class States
{
    private static readonly Dictionary<string, Func<BenchmarkOutcome>> Known = new()
    {
        ["three-healthy"] = () => Outcomes.ThreeHealthy,
        ["one-dead"] = () => Outcomes.OneDead,
        ["interrupted"] = () => Outcomes.Interrupted,
        ["all-dead"] = () => Outcomes.AllDead,
        ["indistinguishable"] = () => Outcomes.Indistinguishable,
        ["not-valid"] = () => Outcomes.NotValid,
        ["single-request"] = () => Outcomes.Single,
        ["twenty-platforms"] = () => Outcomes.Twenty,
        ["hostile-names"] = () => Outcomes.HostileNames,
        ["sweep-and-search"] = () => Outcomes.Loaded,
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static BenchmarkOutcome Of(string name)
    {
        var outcome = Known[name]();
        return outcome with { Verdict = FixedVerdict.Of(outcome.Platforms) with { Interruption = outcome.Verdict.Interruption } };
    }
}
