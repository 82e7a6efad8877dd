using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>Every rule over the facts of a run, the most pressing first. A rule that has no figure to rest on says nothing.</summary>
internal static class Recommendations
{
    private static readonly (string Name, Func<BenchmarkOutcome, IEnumerable<string>> Apply)[] Rules =
    [
        ("failed platform", FailureRules.Failed),
        ("failed requests", FailureRules.Errors),
        ("not valid", FailureRules.NotValid),
        ("winner", ChoiceRules.Winners),
        ("equivalent", ChoiceRules.Equivalent),
        ("undecided", SampleRules.Undecided),
        ("unbounded percentile", SampleRules.Unbounded),
        ("limit", LoadRules.Headroom),
        ("knee", LoadRules.Knee),
        ("processor", ResourceRules.Processor),
        ("batching", ResourceRules.Batching),
        ("server and network", LatencyRules.Outside),
        ("tail", LatencyRules.Tail),
        ("cold start", LatencyRules.ColdStart),
        ("protocol", LatencyRules.Protocol),
        ("closed loop", LoadRules.ClosedLoop),
    ];

    public static IReadOnlyList<Recommendation> For(BenchmarkOutcome outcome) =>
        [.. Rules.SelectMany(rule => rule.Apply(outcome).Select(text => new Recommendation(rule.Name, text)))];
}
