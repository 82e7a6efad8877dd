using ModelServing.Autoscaler.Api;
using ModelServing.Autoscaler.Keda;
using ModelServing.Autoscaler.Workloads;
using ModelServing.ServiceDefaults;

namespace ModelServing.Autoscaler.Hosting;

/// <summary>Puts the autoscaler together; tests replace the clock and the cluster.</summary>
internal static class AutoscalerApplication
{
    public const string SettingsSection = AutoscalerOptions.Section;

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.AddCommandLine(args, CommandLine.Settings);
        builder.ConfigureListeners();
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        builder.AddWorkloads();
        builder.Services.AddGrpc();

        var app = builder.Build();
        app.Services.GetRequiredService<WorkloadMetrics>();
        app.MapDefaultEndpoints();
        app.MapWorkloads();
        app.MapGrpcService<ExternalScalerService>();
        return app;
    }
}
