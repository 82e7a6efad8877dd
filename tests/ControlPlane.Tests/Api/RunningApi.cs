using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Client;
using ModelServing.ServiceDefaults;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>The API server on a free port, without reconcilers unless asked for, in a folder of its own.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    private WebApplication? _app;

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelserving-api-").FullName;

    public string? Manifests { get; init; }

    public int MaxWatches { get; init; } = 100;

    /// <summary>Gets what else stands on the command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Gets a value indicating whether the reconcilers run, too.</summary>
    public bool Reconciles { get; init; }

    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    public string Address => _app?.Urls.First() ?? throw new InvalidOperationException("not started");

    public ClusterClient Client { get; private set; } = null!; // set before any test runs

    internal IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("not started");

    internal ObjectRegistry Registry => Services.GetRequiredService<ObjectRegistry>();

    public async ValueTask InitializeAsync()
    {
        string[] args = ["--urls=https://127.0.0.1:0", $"--ModelServing:StateDirectory={Folder}", $"--ModelServing:Manifests={Manifests}", $"--ModelServing:MaxWatches={MaxWatches}", .. Settings];
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.AddApiServer();
        if (Reconciles)
        {
            builder.Services.AddReconcilers();
        }

        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapApiServer();
        await _app.StartAsync();
        Client = ClusterClient.FromKubeconfig(Kubeconfig);
    }

    /// <summary>Stops the server; its folder stays.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    /// <summary>Gives a plain client that trusts the server, with the admin's token or any other.</summary>
    public HttpClient Http(string? token)
    {
        var config = k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);
        var kubernetes = new k8s.Kubernetes(config);
        kubernetes.HttpClient.BaseAddress = kubernetes.BaseUri;
        if (token is not null)
        {
            kubernetes.HttpClient.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return kubernetes.HttpClient;
    }

    public string Token => File.ReadAllText(Path.Combine(Folder, "admin.token"));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
