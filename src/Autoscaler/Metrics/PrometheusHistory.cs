using System.Globalization;
using System.Text.Json;

namespace ModelServing.Autoscaler.Metrics;

/// <summary>Reads a metric's history with one range query. What can go wrong outside is a value, not an exception.</summary>
internal sealed class PrometheusHistory(HttpClient http)
{
    /// <summary>Prometheus refuses more points per series.</summary>
    public const int MaximumPoints = 11_000;

    private const int FreshSlots = 3;

    /// <summary>Reads the slots from <paramref name="start"/> through <paramref name="end"/>, both on the grid.</summary>
    public async Task<HistoryReading> ReadAsync(
        Uri server, string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
    {
        var address = new Uri(server, string.Create(
            CultureInfo.InvariantCulture,
            $"api/v1/query_range?query={Uri.EscapeDataString(query)}&start={Seconds(start)}&end={Seconds(end)}&step={step.TotalSeconds}"));
        try
        {
            using var response = await http.GetAsync(address, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Parse(body, (int)response.StatusCode, TimeGrid.Gaps(start, end, step));
        }
        catch (Exception exception) when (IsUnavailable(exception, cancellationToken))
        {
            return HistoryReading.Failed(HistoryProblemKind.Unavailable, $"Prometheus at {server} does not answer: {exception.Message}");
        }
    }

    /// <remarks><c>{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[seconds,"value"],…]}]}}</c>.</remarks>
    internal static HistoryReading Parse(ReadOnlyMemory<byte> body, int statusCode, LoadHistory grid)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("status").GetString() != "success")
            {
                var error = root.TryGetProperty("error", out var text) ? text.GetString() : null;
                return HistoryReading.Failed(HistoryProblemKind.Malformed, $"Prometheus refused the query ({statusCode}): {error}");
            }

            return Read(root.GetProperty("data").GetProperty("result"), grid);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return HistoryReading.Failed(HistoryProblemKind.Malformed, $"the answer ({statusCode}) is no Prometheus range result: {exception.Message}");
        }
    }

    private static HistoryReading Read(JsonElement series, LoadHistory grid)
    {
        switch (series.GetArrayLength())
        {
            case 0:
                return HistoryReading.Failed(HistoryProblemKind.NoData, "the query has no data in the range: is the workload scraped, and had it any traffic?");
            case > 1:
                return HistoryReading.Failed(
                    HistoryProblemKind.MultipleSeries, $"the query has {series.GetArrayLength()} series: aggregate it to one, for example with sum(...)");
        }

        foreach (var sample in series[0].GetProperty("values").EnumerateArray())
        {
            var time = DateTimeOffset.UnixEpoch.AddSeconds(sample[0].GetDouble());
            grid.Place(time, Value(sample[1].GetString()));
        }

        return Array.FindLastIndex(grid.Values, double.IsFinite) switch
        {
            < 0 => HistoryReading.Failed(HistoryProblemKind.NoData, "every sample in the range is NaN"),
            var last when grid.Values.Length - 1 - last >= FreshSlots => new HistoryReading(grid, new HistoryProblem(
                HistoryProblemKind.Stale, $"the latest sample is of {grid.Start + (last * grid.Step):u}, {grid.Values.Length - 1 - last} slots ago")),
            _ => new HistoryReading(grid, null),
        };
    }

    private static double Value(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    /// <summary>A timeout of ours is an unavailable server; the caller's cancellation is not.</summary>
    private static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
