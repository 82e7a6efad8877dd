using System.Diagnostics;
using System.Diagnostics.Metrics;
using ModelServing.Gateway.Graphs;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Telemetry;

/// <summary>The metrics that Istio's and Seldon's dashboards and canary tools read, under their own names.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "ModelServing.Gateway";

    /// <summary>One string per status code: a tag value must not cost an allocation per request.</summary>
    private static readonly string[] Codes = [.. Enumerable.Range(0, 600).Select(code => code.ToString())];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _seldon;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("istio_requests_total", description: "Requests by destination and response code.");
        _duration = meter.CreateHistogram(
            "istio_request_duration_milliseconds",
            description: "Time from the request's arrival to the end of the response.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000] });
        _seldon = meter.CreateHistogram(
            "seldon_api_executor_server_requests_seconds",
            description: "Time the executor took to answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10] });
    }

    public void Record(Backend destination, int status, string protocol, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "destination_service_name", destination.Service },
            { "destination_service_namespace", destination.Namespace },
            { "request_protocol", protocol },
            { "response_code", Code(status) },
        };
        _requests.Add(1, tags);
        _duration.Record(elapsed.TotalMilliseconds, tags);
    }

    public void RecordExecutor(Predictor predictor, SeldonRoute route, int status, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "code", Code(status) },
            { "deployment_name", predictor.Deployment },
            { "method", route.Method == "GET" ? "get" : "post" },
            { "predictor_name", predictor.Name },
            { "predictor_version", predictor.Version },
            { "service", route.Service },
        };
        _seldon.Record(elapsed.TotalSeconds, tags);
    }

    private static string Code(int status) => (uint)status < (uint)Codes.Length ? Codes[status] : "0";
}
