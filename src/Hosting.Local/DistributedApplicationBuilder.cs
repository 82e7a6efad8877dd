using Aspire.Hosting.Backchannel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationPipeline _pipeline = new();

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        AppHostDirectory = options.ProjectDirectory ?? ToolPaths.Metadata("apphostprojectpath") ?? Directory.GetCurrentDirectory();
        Switches = CommandLineSwitches.Parse(options.Args ?? []);
        _host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = AppHostDirectory,
            EnvironmentName = Switches.Environment ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development,
        });
        _host.Configuration.AddInMemoryCollection(Switches.Settings);
        ExecutionContext = new(Switches.Operation);
        AddServices(options);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IDistributedApplicationPipeline Pipeline => _pipeline;

    private CommandLineSwitches Switches { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There is already a resource '{resource.Name}': give one of the two another name.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource
        => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        if (ExecutionContext.IsRunMode)
        {
            foreach (var resource in Resources.Where(resource => resource is IComputeResource))
            {
                LifecycleCommands.AddTo(resource);
            }
        }

        return new(_host.Build());
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        Services.AddLogging(logging => logging
            .SetMinimumLevel(Switches.LogLevel ?? LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None) // each resource's own log has them
            .AddConsoleFormatter<GraphConsoleFormatter, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = GraphConsoleFormatter.FormatterName));
        Services.AddHealthChecks();
        Services.AddHttpClient();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Switches);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton(new AppHostInfo(AppHostDirectory, _host.Environment.ApplicationName, options.DisableDashboard));
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceCommandService>();
        Services.AddSingleton<ResourceValues>();
        AddOperation();
    }

    private void AddOperation()
    {
        Services.AddSingleton<CliBackchannel>();
        Services.AddHostedService(services => services.GetRequiredService<CliBackchannel>());
        if (ExecutionContext.IsPublishMode)
        {
            Services.AddSingleton(_pipeline);
            Services.AddSingleton<IPipelineOutputService>(new PipelineOutputService(Switches.OutputPath ?? Path.Combine(AppHostDirectory, "aspire-output")));
            Services.AddSingleton<PublishingActivities>();
            Services.AddHostedService<Publisher>();
            return;
        }

        Services.AddSingleton(services => ToolPaths.Find(services.GetRequiredService<IConfiguration>()));
        Services.AddSingleton<DcpHost>();
        Services.AddSingleton<DcpExecutor>();
        Services.AddSingleton<DashboardHost>();
        Services.AddSingleton<HealthMonitor>();
        Services.AddSingleton<Orchestrator>();
        Services.AddHostedService<ConsoleReporter>();
        Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());
    }
}
