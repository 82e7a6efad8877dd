using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.Orchestration;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Client = Aspire.Hosting.Dashboard.Protocol.DashboardService.DashboardServiceClient;
using HealthStatusOf = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace ModelServing.Hosting.Local.Tests.Dashboard;

/// <summary>What the dashboard insists on, asked over its own protocol.</summary>
public sealed class ResourceServiceTests : IAsyncLifetime
{
    private readonly DistributedApplication _application;
    private readonly IResourceBuilder<ProjectResource> _gateway;
    private GrpcChannel? _channel;
    private Metadata _key = [];

    public ResourceServiceTests()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--dcp-dashboard-path", typeof(ResourceServiceTests).Assembly.Location] });
        _gateway = builder.AddResource(new ProjectResource("gateway"))
            .WithHttpEndpoint(8080, 8080, isProxied: false)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Gateway")
            .WithHttpHealthCheck("/health")
            .WithCommand("greet", "Greet", _ => Task.FromResult(CommandResults.Success("hello")))
            .WithCommand("fail", "Fail", _ => throw new InvalidOperationException("it broke"));
        var endpoint = _gateway.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        endpoint.AllocatedEndpoint = new(endpoint, "localhost", 8080);
        _application = builder.Build();
    }

    private Client Dashboard => new(_channel);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var host = _application.Services.GetRequiredService<DashboardHost>();
        await host.StartServiceAsync(CancellationToken.None);
        var settings = host.Settings();
        _channel = GrpcChannel.ForAddress(settings["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]);
        _key = new Metadata { { "x-resource-service-api-key", settings["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] } };
        await _application.ResourceNotifications.PublishUpdateAsync(_gateway.Resource, _ =>
            InitialSnapshots.Of(_gateway.Resource, _application.ResourceNotifications) with
            {
                State = KnownResourceStates.Running,
                Urls = InitialSnapshots.UrlsOf(_gateway.Resource),
                Properties = [new("executable.pid", 42), new("executable.args", new[] { "a", "b" }), new("nothing", null)],
            });
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _application.Services.GetRequiredService<DashboardHost>().StopServiceAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task AnyCall_WithoutTheKey_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Dashboard.GetApplicationInformationAsync(new(), cancellationToken: Token));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task WatchResources_RunningResource_HasEveryRequiredField()
    {
        using var call = Dashboard.WatchResources(new(), _key, cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(WatchResourcesUpdate.KindOneofCase.InitialData, call.ResponseStream.Current.KindCase);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var resource = Assert.Single(call.ResponseStream.Current.Changes.Value).Upsert;

        Assert.StartsWith("gateway-", resource.Name, StringComparison.Ordinal);
        Assert.Equal(("gateway", "Project", "Running"), (resource.DisplayName, resource.ResourceType, resource.State));
        Assert.NotNull(resource.CreatedAt);
        Assert.NotEmpty(resource.Uid);
        var url = Assert.Single(resource.Urls);
        Assert.Equal(("http", "http://localhost:8080", "Gateway", false), (url.EndpointName, url.FullUrl, url.DisplayProperties.DisplayName, url.IsInactive));
        Assert.All(resource.Properties, property => Assert.NotNull(property.Value));
        Assert.False(Assert.Single(resource.HealthReports).HasStatus);
        Assert.Equal(["greet", "fail", "resource-start", "resource-stop", "resource-restart"], resource.Commands.Select(command => command.Name));
        Assert.Equal(["Hidden", "Enabled", "Enabled"], resource.Commands.Skip(2).Select(command => command.State.ToString()));
    }

    [Theory]
    [InlineData("greet", "Succeeded", "hello")]
    [InlineData("fail", "Failed", "it broke")]
    [InlineData("nope", "Failed", "Resource 'gateway' has no command 'nope'.")]
    public async Task ExecuteResourceCommand_SaysHowItEnded(string command, string kind, string message)
    {
        var instance = _application.ResourceNotifications.InstanceOf(_gateway.Resource);

        var response = await Dashboard.ExecuteResourceCommandAsync(new ResourceCommandRequest { CommandName = command, ResourceName = instance }, _key, cancellationToken: Token);

        Assert.Equal((kind, message), (response.Kind.ToString(), response.Message));
    }

    [Fact]
    public async Task WatchResourceConsoleLogs_WithoutFollow_ReturnsEveryLineAndEnds()
    {
        var log = _application.Services.GetRequiredService<ResourceLoggerService>().LogOf("gateway");
        for (var line = 1; line <= 1200; line++)
        {
            log.Add($"line {line}", isError: line == 7);
        }

        using var call = Dashboard.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = "gateway", SuppressFollow = true }, _key, cancellationToken: Token);
        var lines = new List<ConsoleLogLine>();
        await foreach (var update in call.ResponseStream.ReadAllAsync(Token))
        {
            lines.AddRange(update.LogLines);
        }

        Assert.Equal(Enumerable.Range(1, 1200), lines.Select(line => line.LineNumber));
        Assert.Equal("line 7", Assert.Single(lines, line => line.IsStdErr).Text);
    }

    [Fact]
    public async Task WatchInteractions_StaysOpenUntilTheDashboardLeaves()
    {
        using var call = Dashboard.WatchInteractions(_key, cancellationToken: Token);
        await call.RequestStream.WriteAsync(new WatchInteractionsRequestUpdate(), Token);
        var next = call.ResponseStream.MoveNext(Token);
        Assert.False(next.IsCompleted);

        await call.RequestStream.CompleteAsync();

        Assert.False(await next);
    }

    [Fact]
    public void HealthStatus_RunningWithoutReports_IsUnhealthyUntilEveryCheckPassed()
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "x", Properties = [], State = KnownResourceStates.Running };

        Assert.Equal(HealthStatusOf.Healthy, snapshot.HealthStatus);
        Assert.Equal(HealthStatusOf.Unhealthy, (snapshot with { HealthReports = [new("a", HealthStatusOf.Healthy, null, null), new("b", null, null, null)] }).HealthStatus);
        Assert.Null((snapshot with { State = KnownResourceStates.Starting }).HealthStatus);
    }
}
