using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ModelServing.ExperimentApi.Json;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.Rest;
using ModelServing.ExperimentApi.Running;
using ModelServing.ExperimentApi.Storage;
using ModelServing.Kubernetes.Client;
using ModelServing.ServiceDefaults;

namespace ModelServing.ExperimentApi.Hosting;

internal static class ExperimentApplication
{
    private const string DefaultUrl = "http://127.0.0.1:8090";
    private const string DefaultGateway = "http://127.0.0.1:8080";
    private const string DefaultPrometheus = "http://127.0.0.1:9090";

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddCommandLine(args, CommandLine.Settings);
        builder.WebHost.UseUrls(builder.Configuration["urls"] is { Length: > 0 } urls ? urls : DefaultUrl);
        builder.AddServiceDefaults();
        builder.Services.AddOpenApi();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ExperimentJson.Default);
            json.SerializerOptions.RespectNullableAnnotations = true;
        });
        builder.AddStorage();
        builder.AddExperiments();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapExperiments();
        return app;
    }

    private static void AddStorage(this WebApplicationBuilder builder)
    {
        var folder = Path.GetFullPath(StateDirectory(builder.Configuration));
        Directory.CreateDirectory(folder);
        var database = new DatabaseFile(Path.Combine(folder, "experiments.db"));
        builder.Services.AddSingleton(database);
        builder.Services.AddDbContextFactory<ExperimentsContext>(context => context.UseSqlite(database.ConnectionString));
        builder.Services.AddSingleton<ExperimentStore>();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
    }

    private static void AddExperiments(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ExperimentsOptions>().BindConfiguration(ExperimentsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExperimentsOptions>, ExperimentsOptionsValidator>();
        services.AddSingleton(provider => new ClusterSource(async cancellationToken => await ClusterClient.WaitForKubeconfigAsync(
            Kubeconfig(builder.Configuration), "modelserving-experiments", provider.GetRequiredService<TimeProvider>(), cancellationToken)));

        // No retries and no redirects here: a retried request would be counted twice.
        services.AddSingleton(provider => new GatewayClient(
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address(builder, "ModelServing:GatewayUrl", DefaultGateway), Timeout = TimeSpan.FromSeconds(30) },
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new GatewayCounters(new HttpClient { BaseAddress = Address(builder, "ModelServing:PrometheusUrl", DefaultPrometheus), Timeout = TimeSpan.FromSeconds(10) }));
        services.AddSingleton<ExperimentRunner>();
        services.AddHostedService<ExperimentLoop>();
        services.AddHostedService<TrafficDriver>();
    }

    private static Uri Address(WebApplicationBuilder builder, string setting, string fallback) =>
        new((builder.Configuration[setting] is { Length: > 0 } url ? url : fallback).TrimEnd('/') + "/");

    private static string StateDirectory(ConfigurationManager configuration) =>
        configuration["ModelServing:StateDirectory"] is { Length: > 0 } folder ? folder : ".modelserving";

    private static string Kubeconfig(ConfigurationManager configuration) =>
        Array.Find([configuration["ModelServing:Kubeconfig"], configuration["KUBECONFIG"]], path => !string.IsNullOrEmpty(path))
            ?? Path.Combine(StateDirectory(configuration), "kubeconfig");
}
