using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the dashboard's questions and runs the dashboard under the orchestrator.</summary>
internal sealed class DashboardHost(
    AppHostInfo appHost,
    ToolPaths tools,
    DcpHost dcp,
    IConfiguration configuration,
    IServiceProvider services,
    TimeProvider timeProvider,
    IHostApplicationLifetime lifetime,
    ILogger<DistributedApplication> logger)
{
    private const string Name = "aspire-dashboard";
    private const string ApiKeyHeader = "x-resource-service-api-key";

    private readonly DashboardAddresses _addresses = DashboardAddresses.Choose(configuration);
    private readonly string _apiKey = Token();
    private readonly string _otlpKey = Token();
    private readonly string _browserToken = configuration["AppHost:BrowserToken"] ?? Token();
    private readonly TaskCompletionSource<string> _login = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _server;

    private bool IsEnabled => !appHost.DisableDashboard;

    /// <summary>Returns the address that logs a browser in, once the dashboard answers.</summary>
    public Task<string> LoginUrlAsync(CancellationToken cancellationToken) => _login.Task.WaitAsync(cancellationToken);

    public async Task StartServiceAsync(CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return;
        }

        tools.RequireDashboard();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(appHost);
        builder.Services.AddSingleton(services.GetRequiredService<DistributedApplicationModel>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceNotificationService>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceLoggerService>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceCommandService>());
        builder.Services.AddSingleton(new ResourceMapper(services));
        _server = builder.Build();
        _server.Use(RequireKeyAsync);
        _server.MapGrpcService<DashboardService>();
        await _server.StartAsync(cancellationToken);
    }

    public async Task LaunchAsync(CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return;
        }

        var dashboard = tools.RequireDashboard();
        var resource = new ExecutableResource(Name, dashboard, Path.GetDirectoryName(dashboard)!); // a file always lies in a folder
        await dcp.Client.CreateAsync(DcpKind.Executable, DcpObjects.Executable(Name, resource, dashboard, resource.WorkingDirectory, new(["dashboard"], Settings())), cancellationToken);
        _ = AnnounceAsync(lifetime.ApplicationStopping);
    }

    public async Task StopServiceAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            impatient.CancelAfter(TimeSpan.FromSeconds(1)); // the dashboard's streams end with their process, not by themselves
            await server.StopAsync(impatient.Token);
            await server.DisposeAsync();
        }
    }

    /// <summary>Tells a process where to send telemetry, by OpenTelemetry's own variables.</summary>
    public void AddTelemetry(Dictionary<string, string> environment, string name, string instance)
    {
        if (!IsEnabled)
        {
            return;
        }

        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _addresses.Otlp;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={_otlpKey}";
        environment["OTEL_SERVICE_NAME"] = name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance[(name.Length + 1)..]}";
        environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000"; // when all stops, the dashboard may go first: nobody waits for it
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        environment["OTEL_TRACES_SAMPLER"] = "always_on";
        environment["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal Dictionary<string, string> Settings() => new()
    {
        ["ASPNETCORE_URLS"] = _addresses.Frontend,
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = _addresses.Otlp,
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = _server!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(), // started above
        ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = _apiKey,
        ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
        ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = _browserToken,
        ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = _otlpKey,
        ["DASHBOARD__API__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__API__PRIMARYAPIKEY"] = _apiKey,
        ["DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY"] = "false", // it names cultures even where ICU is missing
    };

    private async Task RequireKeyAsync(HttpContext context, RequestDelegate next)
    {
        var given = System.Text.Encoding.UTF8.GetBytes(context.Request.Headers[ApiKeyHeader].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, System.Text.Encoding.UTF8.GetBytes(_apiKey)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await next(context);
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(_addresses.Frontend), HttpCompletionOption.ResponseHeadersRead, stoppingToken);
                var url = $"{_addresses.Frontend}/login?t={_browserToken}";
                HostingLog.DashboardReady(logger, appHost.DisplayName, url);
                _login.TrySetResult(url);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), timeProvider, stoppingToken);
            }
        }
    }
}
