using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ModelServing.Autoscaler.Tests.Workloads;

/// <summary>A range-query endpoint over a function of time, on an ephemeral port.</summary>
internal sealed class FakePrometheus : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<DateTimeOffset, double?> _load;
    private int _queries;

    private FakePrometheus(WebApplication app, Func<DateTimeOffset, double?> load) => (_app, _load) = (app, load);

    public string Url => _app.Urls.First();

    public int Queries => Volatile.Read(ref _queries);

    /// <summary>Answers every query with this status instead.</summary>
    public volatile int Outage;

    public static async Task<FakePrometheus> StartAsync(Func<DateTimeOffset, double?> load)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var prometheus = new FakePrometheus(builder.Build(), load);
        prometheus._app.MapGet("/api/v1/query_range", (HttpContext context) => prometheus.AnswerAsync(context));
        await prometheus._app.StartAsync();
        return prometheus;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _queries);
        var start = double.Parse(context.Request.Query["start"]!, CultureInfo.InvariantCulture);
        var end = double.Parse(context.Request.Query["end"]!, CultureInfo.InvariantCulture);
        var step = double.Parse(context.Request.Query["step"]!, CultureInfo.InvariantCulture);
        var values = new StringBuilder();
        for (var time = start; time <= end; time += step)
        {
            if (_load(DateTimeOffset.UnixEpoch.AddSeconds(time)) is { } value)
            {
                values.Append(CultureInfo.InvariantCulture, $"{(values.Length > 0 ? "," : "")}[{time},\"{value}\"]");
            }
        }

        context.Response.StatusCode = Outage == 0 ? 200 : Outage;
        var result = values.Length == 0 ? "" : $$"""{ "metric": {}, "values": [{{values}}] }""";
        return context.Response.WriteAsync(Outage == 0
            ? $$"""{ "status": "success", "data": { "resultType": "matrix", "result": [{{result}}] } }"""
            : """{"status":"error","error":"down"}""");
    }
}
