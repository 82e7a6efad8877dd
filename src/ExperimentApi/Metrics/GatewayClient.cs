using System.Net.Http.Headers;
using ModelServing.ExperimentApi.Definitions;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Sends one labelled example through the gateway and reads off which arm answered, how fast and how well.</summary>
internal sealed class GatewayClient(HttpClient http, TimeProvider timeProvider)
{
    private const string BackendHeader = "x-modelserving-backend";

    public Uri BaseAddress => http.BaseAddress ?? new Uri("http://127.0.0.1:8080");

    public async Task<Outcome> PredictAsync(TrafficTarget target, LabelledRequest example, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(example.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Host = target.Host;
        var started = timeProvider.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var latency = timeProvider.GetElapsedTime(started).TotalMilliseconds;
            var backend = response.Headers.TryGetValues(BackendHeader, out var values) ? values.First() : null;
            var label = -1;
            var isAnswer = response.IsSuccessStatusCode && PredictedLabel.TryRead(body, out label);
            return new()
            {
                Backend = backend,
                Error = !isAnswer,
                LatencyMs = latency,
                Values = isAnswer ? new Dictionary<string, double> { [MetricDefinition.Accuracy] = label == example.Label ? 1 : 0 } : new Dictionary<string, double>(),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody answered, so nobody knows which arm it would have been.
            return new() { Error = true };
        }
    }
}
