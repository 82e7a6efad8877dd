using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ModelServing.ServiceDefaults;

internal static class TelemetryExtensions
{
    /// <summary>Every meter and activity source of the product starts with this name.</summary>
    private const string SourcePattern = "ModelServing.*";

    /// <summary>Paths that poll: tracing them would bury the requests that matter.</summary>
    private static readonly string[] UntracedPaths = ["/health", "/alive", "/metrics", "/healthz", "/livez", "/readyz", "/monitoring"];

    public static void AddTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(SourcePattern)
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .AddSource(SourcePattern)
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !UntracedPaths.Any(path => context.Request.Path.StartsWithSegments(path)))
                .AddHttpClientInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }
}
