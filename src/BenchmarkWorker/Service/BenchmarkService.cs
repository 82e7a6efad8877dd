using System.Text.Json;
using Microsoft.Extensions.Options;
using ModelServing.BenchmarkWorker.Advice.Narration;
using ModelServing.BenchmarkWorker.History;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.ServiceDefaults;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The web service around the same runner the command line uses.</summary>
internal static class BenchmarkService
{
    private const string DefaultUrl = "http://127.0.0.1:8091";

    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.Services.AddBenchmark();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(document => document.AddSchemaTransformer<RunRequestSchemas>());
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJsonContext.Default);
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower; // the document of the API goes by these options, bodies by the context's
        });
        builder.AddRunHistory();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapRuns();
        app.MapReports();
        return app;
    }

    private static void AddBenchmark(this IServiceCollection services)
    {
        services.AddOptions<BenchmarkOptions>().BindConfiguration(BenchmarkOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) =>
            {
                options.Kubeconfig ??= configuration["ModelServing:Kubeconfig"] ?? configuration["KUBECONFIG"];
                options.PrometheusUrl ??= configuration["ModelServing:PrometheusUrl"];
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<BenchmarkOptions>, BenchmarkOptionsValidator>();
        services.AddSingleton<ReportStore>();
        services.AddNarration();
        services.AddSingleton<ReportedRun>();
        services.AddSingleton<RunQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<RunQueue>());
    }
}
