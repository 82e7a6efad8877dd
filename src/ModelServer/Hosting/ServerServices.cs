using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Grpc;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.OpenInference;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Rest;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Versions;
using ModelServing.ModelServer.Warmup;

namespace ModelServing.ModelServer.Hosting;

internal static class ServerServices
{
    public static void AddTensorFlowServer(this IServiceCollection services, ServerOptions options, IModelLoader? loader, TimeProvider timeProvider)
    {
        var metrics = new ServerMetrics();
        services.AddSingleton(timeProvider);
        services.AddSingleton(options);
        services.AddSingleton(metrics);
        services.AddSingleton(options.Versions);
        services.AddSingleton(options.Methods);
        services.AddSingleton(new LoadOptions { Tags = options.Tags.Split(','), IntraOpThreads = options.SessionThreads });
        services.AddSingleton<SavedModelLoader>();
        services.AddSingleton<SavedModels>();
        services.AddModelLoader(options, loader, metrics);
        services.AddSingleton<RequestLogger>();
        services.AddSingleton<VersionManager>();
        services.AddSingleton<FileSystemSource>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ModelReloader>(provider, options.AllowUnavailableLabels));
        services.AddSingleton(new RestOptions { RunTimeout = options.RunTimeout, EnableCors = options.EnableCors, MetricsPath = options.MetricsPath });
        services.AddSingleton<RunDeadlines>();
        services.AddSingleton<IMemoryPoolFactory<byte>, BlockPool.Factory>();
        services.AddSingleton<RestPredictor>();
        services.AddSingleton<ExampleRunner>();
        services.AddSingleton<RestExamples>();
        services.AddSingleton<RestEndpoint>();
        services.AddSingleton<ExampleCalls>();
        services.AddSingleton<OpenInferenceRunner>();
        services.AddSingleton<OpenInferenceEndpoint>();
        services.AddSingleton<ConfigFileWatcher>();
        services.AddSingleton<PredictEndpoint>();
        services.AddSingleton<DirectPredict>();
        services.AddSingleton<IServiceMethodProvider<PredictEndpoint>, PredictMethod>();
        services.AddGrpcService<PredictionEndpoint>(PredictionService.BindService);
        services.AddGrpcService<ModelEndpoint>(ModelService.BindService);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = int.MaxValue;
            grpc.MaxSendMessageSize = int.MaxValue;
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Map("ModelService", static _ => true);
            health.Services.Map("PredictionService", static _ => true);
        }).AddCheck("serving", static () => HealthCheckResult.Healthy()); // the port opens only once every model serves
    }

    private static void AddGrpcService<TService>(this IServiceCollection services, Action<ServiceBinderBase, TService> bind)
        where TService : class
    {
        services.AddSingleton<TService>();
        services.AddSingleton<IServiceMethodProvider<TService>>(provider => new CheckedMethods<TService>(provider.GetRequiredService<TService>(), bind));
    }

    /// <summary>What happens to a version between its folder and its service, innermost first.</summary>
    private static void AddModelLoader(this IServiceCollection services, ServerOptions options, IModelLoader? loader, ServerMetrics metrics)
    {
        if (options.Batching is { } batching)
        {
            services.AddSingleton(provider => new BatchScheduler(batching.Threads, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton(provider =>
        {
            IModelLoader models = new MeasuredLoader(loader ?? provider.GetRequiredService<SavedModels>(), metrics);
            if (options.Batching is { } settings)
            {
                var scheduler = provider.GetRequiredService<BatchScheduler>();
                models = new BatchingLoader(models, settings, scheduler, metrics.Batching, provider.GetRequiredService<TimeProvider>());
            }

            return options.Warmup is { } warmup
                ? ActivatorUtilities.CreateInstance<WarmupLoader>(provider, models, warmup, metrics.Warmup)
                : models;
        });
    }

    public static void MapTensorFlowServer(this WebApplication app, ServerOptions options)
    {
        var rest = app.Services.GetRequiredService<RestEndpoint>();
        var predict = app.Services.GetRequiredService<DirectPredict>();
        if (options.OpenInference)
        {
            var openInference = app.Services.GetRequiredService<OpenInferenceEndpoint>();
            app.Use((context, next) => !HttpProtocol.IsHttp2(context.Request.Protocol) && context.Request.Path.StartsWithSegments(OpenInferenceEndpoint.Prefix)
                ? openInference.HandleAsync(context)
                : next(context));
        }

        app.Use((context, next) => HttpProtocol.IsHttp2(context.Request.Protocol)
            ? predict.TryAnswer(context) ?? next(context)
            : rest.HandleAsync(context));
        app.UseRouting();
        app.MapGrpcService<PredictEndpoint>().Add(MethodOrder.Apply);
        app.MapGrpcService<PredictionEndpoint>().Add(MethodOrder.Apply);
        app.MapGrpcService<ModelEndpoint>().Add(MethodOrder.Apply);
        app.MapGrpcReflectionService();
        if (options.GrpcHealth)
        {
            app.MapGrpcHealthChecksService();
        }
    }
}
