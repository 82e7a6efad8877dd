namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>A new result against an old one: what changed, and which limits it breaks.</summary>
internal sealed record RegressionCheck(ResultFile Old, ResultFile New, IReadOnlyList<Change> Changes, IReadOnlyList<string> Broken)
{
    public static RegressionCheck Run(ResultFile before, ResultFile after, IReadOnlyList<Gate> gates, bool isStrict)
    {
        List<Change> changes = [];
        List<string> broken = [];
        foreach (var (name, old) in before.Platforms)
        {
            if (!after.Platforms.TryGetValue(name, out var platform))
            {
                broken.Add($"{name}: not in {after.Name}");
                continue;
            }

            var own = Change.Of(old, platform).ToList();
            changes.AddRange(own);
            broken.AddRange(Check(old, platform, own, gates, isStrict).Select(problem => $"{name}: {problem}"));
        }

        return new(before, after, changes, broken);
    }

    /// <summary>Figures that are no figures pass no gate.</summary>
    private static IEnumerable<string> Check(StoredPlatform old, StoredPlatform platform, List<Change> changes, IReadOnlyList<Gate> gates, bool isStrict)
    {
        if (gates.Count > 0 && (platform.Problem ?? old.Problem) is { } problem)
        {
            return [problem];
        }

        return gates.Select(gate => (gate, why: gate.Check(changes.Find(change => change.Metric == gate.Metric) ?? new(platform.Name, gate.Metric, null, null, null, null), isStrict)))
            .Where(check => check.why is not null)
            .Select(check => $"{check.why} (limit: {check.gate.Text.Trim()})");
    }
}
