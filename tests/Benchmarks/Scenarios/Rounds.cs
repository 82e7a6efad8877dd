using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Reports;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Measures two sides in turn, so that whatever else the machine does hits both.</summary>
internal static class Rounds
{
    private const int Count = 5;

    public static async Task<double> CompareAsync(string ours, Func<Task<LoadResult>> measureOurs, string theirs, Func<Task<LoadResult>> measureTheirs, Goal goal)
    {
        await measureOurs();
        await measureTheirs();
        List<LoadResult> left = [];
        List<LoadResult> right = [];
        for (var i = 0; i < Count; i++)
        {
            left.Add(await measureOurs());
            right.Add(await measureTheirs());
        }

        Print(ours, left);
        Print(theirs, right);
        var ratio = Report.Median(left.Zip(right, (a, b) => a.RequestsPerSecond / b.RequestsPerSecond));
        Report.Figure("ratio (median of the rounds)", ratio, "x", goal);
        return ratio;
    }

    private static void Print(string name, List<LoadResult> results)
    {
        Report.Figure(name, Report.Median(results.Select(result => result.RequestsPerSecond)), "/s");
        if (results.Sum(result => result.Failures) is > 0 and var failures)
        {
            Report.Figure($"{name}: FAILED REQUESTS", failures, "");
        }
    }
}
