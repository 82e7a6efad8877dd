using System.Globalization;
using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>A target as a Prometheus that scrapes it knows it. Figures are as old as the last scrape.</summary>
internal sealed class PrometheusSource(Uri server, PrometheusQueries queries) : IResourceSource
{
    private const double Mebibyte = 1 << 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2), BaseAddress = new($"{server.AbsoluteUri.TrimEnd('/')}/") };
    private readonly Dictionary<string[], string> _kept = [];

    public string Name => $"Prometheus at {server.GetLeftPart(UriPartial.Authority)}";

    public async Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (cpu, memory) = (await FirstAsync(queries.CpuSeconds, cancellationToken), await FirstAsync(queries.Memory, cancellationToken));
            var (gpu, gpuMemory) = (await FirstAsync(queries.Gpu, cancellationToken), await FirstAsync(queries.GpuMemory, cancellationToken));
            return new()
            {
                CpuSeconds = cpu,
                MemoryBytes = memory,
                GpuPercent = gpu,
                GpuMemoryBytes = gpuMemory * Mebibyte,
                Problem = (cpu ?? memory ?? gpu) is null ? $"{Name} has no data on the target" : null,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return ResourceReading.Nothing($"{Name} does not answer: {exception.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<double?> FirstAsync(string[] candidates, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(candidates, out var kept))
        {
            return await AskAsync(kept, cancellationToken);
        }

        foreach (var candidate in candidates)
        {
            if (await AskAsync(candidate, cancellationToken) is { } value)
            {
                _kept[candidates] = candidate;
                return value;
            }
        }

        return null;
    }

    /// <remarks><c>{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[seconds,"value"]}]}}</c>.</remarks>
    private async Task<double?> AskAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), cancellationToken);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (document.RootElement.GetProperty("status").GetString() != "success")
        {
            throw new FormatException($"it refused {query}: {(document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : $"HTTP {(int)response.StatusCode}")}");
        }

        var result = document.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() > 0 && double.TryParse(result[0].GetProperty("value")[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;
    }
}
