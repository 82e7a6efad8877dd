using System.Globalization;
using System.Text.Json;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Reads both arms' counters from Prometheus in one query, at one instant.</summary>
internal sealed class GatewayCounters(HttpClient http)
{
    public const string Requests = "requests";
    public const string Errors = "errors";
    public const string LatencySum = "latencySum";
    public const string LatencyCount = "latencyCount";

    /// <summary>Returns <c>backend/counter</c> to value; empty means no data, which is not zero.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(string control, string treatment, string ns, CancellationToken cancellationToken)
    {
        var query = $$"""{__name__=~"istio_requests_total|istio_request_duration_milliseconds_(sum|count)",destination_service_name=~"{{control}}|{{treatment}}",destination_service_namespace="{{ns}}"}""";
        using var response = await http.GetAsync(new Uri("api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return Sum(document.RootElement);
    }

    /// <summary>What was added between two readings; a counter that fell was restarted from zero.</summary>
    public static double Increase(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after, string key)
    {
        var now = after.GetValueOrDefault(key);
        var was = before.GetValueOrDefault(key);
        return now >= was ? now - was : now;
    }

    internal static IReadOnlyDictionary<string, double> Sum(JsonElement root)
    {
        var counters = new Dictionary<string, double>();
        foreach (var series in root.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = series.GetProperty("metric");
            var text = series.GetProperty("value")[1].GetString();
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                continue;
            }

            var backend = labels.GetProperty("destination_service_name").GetString();
            switch (labels.GetProperty("__name__").GetString())
            {
                case "istio_requests_total":
                    Add(counters, $"{backend}/{Requests}", value);
                    Add(counters, $"{backend}/{Errors}", labels.GetProperty("response_code").GetString() is ['5', ..] ? value : 0);
                    break;
                case "istio_request_duration_milliseconds_sum":
                    Add(counters, $"{backend}/{LatencySum}", value);
                    break;
                case "istio_request_duration_milliseconds_count":
                    Add(counters, $"{backend}/{LatencyCount}", value);
                    break;
            }
        }

        return counters;
    }

    private static void Add(Dictionary<string, double> counters, string key, double value) => counters[key] = counters.GetValueOrDefault(key) + value;
}
