using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>What a request costs the server itself. The load generator works on the same processors, so rates alone count its work, too.</summary>
internal static class ProcessorCost
{
    /// <returns>Microseconds of processor time that the server spends on a request.</returns>
    public static async Task<double> MeasureAsync(string what, ServerProcess server, Func<Task<LoadResult>> loadAsync)
    {
        var before = server.ProcessorTime;
        var result = await loadAsync();
        var microseconds = (server.ProcessorTime - before).TotalMicroseconds / result.Requests;
        Report.Figure($"{what}: the server's own processor time a request", microseconds, "us");
        return microseconds;
    }
}
