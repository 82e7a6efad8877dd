using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Where the time goes: the client's mean, and what the platform says of it.</summary>
internal static class ServerTable
{
    /// <returns>Null where no platform says anything.</returns>
    public static ReportTable? Of(BenchmarkOutcome outcome)
    {
        PlatformResult[] measured = [.. outcome.Platforms.Where(platform => platform.State == PlatformState.Measured)];
        return measured.All(platform => platform.ServerTime.Mean is null) ? null : new(
            "Where the time goes, by the platforms' own metrics (means)",
            ["Platform", "Client saw", "Server took", "Running the model", "Outside the server", "Server p50", "Server p99"],
            [.. measured.Select(platform => new ReportRow(
                false,
                platform.Name,
                Figures.Milliseconds(platform.ServerTime.ClientMean),
                Figures.Milliseconds(platform.ServerTime.Mean),
                Figures.Milliseconds(platform.ServerTime.ModelMean),
                Figures.Milliseconds(platform.ServerTime.Outside),
                Bounds(platform, "p50"),
                Bounds(platform, "p99")))],
            string.Join(" ", measured.Select(Source).Append("A server's percentiles lie between two bounds of its histogram.")));
    }

    private static string Bounds(PlatformResult platform, string name) => platform.ServerTime.Percentiles.GetValueOrDefault(name) is { } bounds
        ? bounds.High is { } high ? $"{Figures.Number(bounds.Low ?? 0)}\u00a0–\u00a0{Figures.Number(high)} ms" : $"> {Figures.Number(bounds.Low ?? 0)} ms"
        : Figures.Missing;

    private static string Source(PlatformResult platform) => platform.ServerTime is { Source: { } source } time
        ? $"{platform.Name}: {source}, {time.Requests} requests{(time.Others is { } others ? $", of which {others} were not this run's" : "")}."
        : $"{platform.Name}: not known, {platform.ServerTime.Problem}.";
}
