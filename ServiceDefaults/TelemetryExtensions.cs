using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration.Memory;
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

    /// <summary>What a kubelet calls itself when it asks a container whether it is ready.</summary>
    private const string ProbeAgent = "kube-probe/";

    /// <summary>Paths that poll: tracing them would bury the requests that matter.</summary>
    private static readonly string[] UntracedPaths =
        ["/health", "/alive", "/metrics", "/healthz", "/livez", "/readyz", "/monitoring", "/apis/coordination.k8s.io"];

    /// <summary>A line for every request costs more than the request; traces tell the same where it is wanted.</summary>
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
    };

    /// <summary>Where nobody collects spans, a request needs none: this category makes one, with a log scope, as long as it may log anything at all.</summary>
    private static readonly KeyValuePair<string, string?> NoRequestSpans = new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "None");

    public static void AddTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddLogLevels(LogLevels);
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
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsPoll(context.Request.Path, context.Request.Headers.UserAgent.ToString()))
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request =>
                    !IsPoll(request.RequestUri?.AbsolutePath, request.Headers.UserAgent.ToString())));
        if (builder.HasTelemetryCollector())
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Sets the levels of a process that tells nobody.</summary>
    public static void AddQuietLevels(this IHostApplicationBuilder builder) => builder.AddLogLevels([.. LogLevels, NoRequestSpans]);

    /// <summary>Sets the levels beneath every other source of settings, so that any of them can ask for more.</summary>
    private static void AddLogLevels(this IHostApplicationBuilder builder, IEnumerable<KeyValuePair<string, string?>> levels) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = levels });

    private static bool IsPoll(PathString path, string userAgent) =>
        userAgent.StartsWith(ProbeAgent, StringComparison.Ordinal) || Array.Exists(UntracedPaths, untraced => path.StartsWithSegments(untraced));
}
