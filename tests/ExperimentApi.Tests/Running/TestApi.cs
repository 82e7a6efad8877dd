using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ExperimentApi.Hosting;
using ModelServing.ExperimentApi.Running;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Storage;
using ModelServing.Kubernetes.Client;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Running;

/// <summary>The real API on a port of its own, over a cluster in memory and a clock that only tests move. Restarts keep the state on disk.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-").FullName;
    private readonly Dictionary<string, string> _settings;
    private WebApplication? _app;

    private TestApi(FakeCluster cluster, Dictionary<string, string> settings)
    {
        Cluster = cluster;
        _settings = settings;
    }

    public FakeCluster Cluster { get; }

    public FakeTimeProvider Clock { get; } = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public HttpClient Client { get; private set; } = new();

    public ExperimentStore Store => Services.GetRequiredService<ExperimentStore>();

    private IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("the API is not running");

    public static async Task<TestApi> StartAsync(FakeCluster cluster, Dictionary<string, string>? settings = null)
    {
        var api = new TestApi(cluster, settings ?? []);
        await api.RestartAsync();
        return api;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        string[] args = ["--urls=http://127.0.0.1:0", $"--ModelServing:StateDirectory={_folder}", .. _settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        _app = ExperimentApplication.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddSingleton(new ClusterSource(_ => Task.FromResult<ICluster>(Cluster)));
        });
        await _app.StartAsync();
        Client = new() { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? "") };
    }

    /// <summary>Runs one round of the loop.</summary>
    public Task RoundAsync() => Services.GetRequiredService<ExperimentRunner>().RunAsync(CancellationToken.None);

    public async Task<ExperimentSnapshot> GetAsync(string name) =>
        await Store.FindAsync(name, CancellationToken.None) ?? throw new InvalidOperationException($"no experiment {name}");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, true);
    }

    private async Task StopAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }
}
