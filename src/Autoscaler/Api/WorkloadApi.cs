using System.Reflection;
using System.Text.Json;
using ModelServing.Autoscaler.Workloads;

namespace ModelServing.Autoscaler.Api;

internal static class WorkloadApi
{
    private const string Page = "ModelServing.Autoscaler.Api.index.html";

    public static void MapWorkloads(this WebApplication app)
    {
        app.MapGet("/", () => Results.Stream(Assembly.GetExecutingAssembly().GetManifestResourceStream(Page)!, "text/html; charset=utf-8")); // embedded by the build
        app.MapGet("/workloads", (WorkloadSet workloads) => List(workloads));
        app.MapGet("/workloads/{name}/forecast", (string name, WorkloadSet workloads) => Forecast(name, workloads));
        app.MapPost("/workloads/{name}/mode", SetModeAsync);
    }

    private static IResult List(WorkloadSet workloads) =>
        Results.Json(new WorkloadList([.. workloads.All.Select(Summary)]), ApiJson.Default.WorkloadList);

    private static IResult Forecast(string name, WorkloadSet workloads) =>
        workloads.TryGet(name, out var workload)
            ? Results.Json(Describe(workload), ApiJson.Default.WorkloadForecast)
            : NotFound(name, workloads);

    private static async Task<IResult> SetModeAsync(string name, HttpRequest request, WorkloadSet workloads, CancellationToken cancellationToken)
    {
        if (!workloads.TryGet(name, out var workload))
        {
            return NotFound(name, workloads);
        }

        try
        {
            var wanted = await JsonSerializer.DeserializeAsync(request.Body, ApiJson.Default.ModeRequest, cancellationToken);
            if (wanted is not null && Enum.IsDefined(wanted.Mode))
            {
                workload.Mode = wanted.Mode;
                return Results.Json(Describe(workload), ApiJson.Default.WorkloadForecast);
            }
        }
        catch (JsonException)
        {
            // Answered below: what is wanted matters more than where the parser stopped.
        }

        return Error("""send {"mode":"ForecastOnly"} or {"mode":"Enabled"}""", StatusCodes.Status400BadRequest);
    }

    private static IResult NotFound(string name, WorkloadSet workloads) => Error(
        $"workload {name} not found: known are {string.Join(", ", workloads.All.Select(workload => workload.Options.Name))}",
        StatusCodes.Status404NotFound);

    private static IResult Error(string message, int code) =>
        Results.Json(new ErrorView(message), ApiJson.Default.ErrorView, statusCode: code);

    private static WorkloadSummary Summary(Workload workload)
    {
        var (options, status) = (workload.Options, workload.Status);
        return new WorkloadSummary(
            options.Name, options.Namespace, options.Deployment, options.Query, workload.Mode, status.Message,
            status.Load?.Current, status.Load?.Value, status.Decision);
    }

    private static WorkloadForecast Describe(Workload workload)
    {
        var (options, status, quality) = (workload.Options, workload.Status, workload.Quality);
        var origin = status.Origin ?? status.At;
        return new WorkloadForecast
        {
            Workload = Summary(workload),
            At = status.At,
            StepSeconds = options.Step.TotalSeconds,
            LeadSeconds = options.LeadTime.TotalSeconds,
            PredictedLoadUpper = status.Load?.Upper,
            History = [.. status.History.Select((value, slot) =>
                new HistoryValue(origin - ((status.History.Count - 1 - slot) * options.Step), double.IsNaN(value) ? null : value))],
            Forecast = [.. status.Forecast.Select(point =>
                new ForecastValue(origin + (point.Horizon * options.Step), point.Value, point.Interval is { } bounds ? Math.Max(0, bounds.Lower) : null, point.Interval?.Upper))],
            Quality = new QualityView(quality.Scored, quality.MeanError, quality.RelativeError, quality.Coverage),
            Experts = [.. status.Leaders.Select(expert => new ExpertShare(expert.Key, expert.Value))],
            Decisions = workload.Log.Entries,
        };
    }
}
