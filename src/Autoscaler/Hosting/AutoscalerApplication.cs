using ModelServing.Autoscaler.Api;
using ModelServing.Autoscaler.Workloads;
using ModelServing.ServiceDefaults;

namespace ModelServing.Autoscaler.Hosting;

/// <summary>Puts the autoscaler together; tests replace the clock and the cluster.</summary>
internal static class AutoscalerApplication
{
    private const string DefaultUrl = "http://127.0.0.1:8092";

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.AddCommandLine(args, CommandLine.Settings);
        builder.WebHost.UseUrls(builder.Configuration["urls"] is { Length: > 0 } urls ? urls : DefaultUrl);
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        builder.AddWorkloads();

        var app = builder.Build();
        app.Services.GetRequiredService<WorkloadMetrics>();
        app.MapDefaultEndpoints();
        app.MapWorkloads();
        return app;
    }
}
