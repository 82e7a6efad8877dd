using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;

namespace ModelServing.ModelServer.Hosting;

/// <summary>A running model server: its own listeners, versions and metrics, so that several live in one process.</summary>
internal sealed class TensorFlowServer : IAsyncDisposable
{
    private const long MaxBody = 1L << 30;

    /// <summary>Clients that share one connection must be able to fill a batch.</summary>
    private const int MaxStreams = 10_000;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private readonly ServerOptions _options;
    private readonly ServerMetrics _metrics;

    private TensorFlowServer(WebApplication app, ServerOptions options)
    {
        _app = app;
        _options = options;
        _metrics = app.Services.GetRequiredService<ServerMetrics>();
        Catalog = app.Services.GetRequiredService<ModelCatalog>();
    }

    /// <summary>Gets the models: names, versions, states.</summary>
    public ModelCatalog Catalog { get; }

    /// <summary>Gets the port REST listens on; 0 where it does not.</summary>
    public int RestPort { get; private set; }

    /// <summary>Gets the port gRPC listens on; 0 where it does not.</summary>
    public int GrpcPort { get; private set; }

    /// <summary>Gets a value indicating whether every configured model has a version that serves.</summary>
    public bool IsAvailable => Reloader.Models.All(model => Catalog.Snapshot.Find(model.Name, null) is not null);

    /// <summary>Gets the time that its models have run.</summary>
    public TimeSpan BusyTime => _metrics.GraphRunTime;

    private ModelReloader Reloader => _app.Services.GetRequiredService<ModelReloader>();

    /// <summary>Starts a server inside a process that has others, too: it logs to <paramref name="logs"/> and nowhere else.</summary>
    /// <exception cref="StartException">A model did not load, or a port is taken.</exception>
    public static Task<TensorFlowServer> StartAsync(ServerOptions options, ILoggerProvider logs, CancellationToken cancellationToken) =>
        StartAsync(options, null, builder => builder.Logging.ClearProviders().AddProvider(logs), cancellationToken);

    /// <summary>Loads the models with the loader given, or as SavedModels, then opens the ports: nobody can connect before every model serves.</summary>
    /// <exception cref="StartException">A model did not load, or a port is taken.</exception>
    public static async Task<TensorFlowServer> StartAsync(
        ServerOptions options,
        IModelLoader? loader,
        Action<WebApplicationBuilder> configure,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        configure(builder);
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddTensorFlowServer(options, loader, TimeProvider.System);
        var app = builder.Build();
        app.MapTensorFlowServer(options);
        var server = new TensorFlowServer(app, options);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells which flags had no effect.</summary>
    public void Warn(IReadOnlyList<string> ignoredFlags)
    {
        foreach (var flag in ignoredFlags)
        {
            _app.Logger.FlagIgnored(flag);
        }
    }

    /// <summary>Waits until the process is asked to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Accepts nothing new and gives running requests some time to end.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        using var timeout = new CancellationTokenSource(drain, TimeProvider.System);
        await _stopping.CancelAsync();
        await _app.StopAsync(timeout.Token);
        await Task.WhenAll(_loops);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        if (options.GrpcPort is { } grpc)
        {
            kestrel.Listen(options.Address, grpc, listen => ListenForGrpc(listen, options));
        }

        if (options.RestPort is { } rest)
        {
            kestrel.Listen(options.Address, rest, listen => listen.Protocols = HttpProtocols.Http1);
        }

        if (options.GrpcSocketPath is { } path)
        {
            // A socket that a server before this one has left behind.
            File.Delete(path);
            kestrel.ListenUnixSocket(path, listen => ListenForGrpc(listen, options));
        }
    }

    private static void ListenForGrpc(ListenOptions listen, ServerOptions options)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (options.GrpcTls is { } tls)
        {
            listen.UseHttps(tls.Apply);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Run(_app.Services.GetRequiredService<FileSystemSource>().RunAsync(_options.FileSystemPoll, _stopping.Token));
        if (await Reloader.ApplyAsync(_options.Models, cancellationToken) is { } error)
        {
            throw new StartException(error);
        }

        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new StartException(new ServingError(ErrorCode.Unavailable, exception.Message), exception);
        }

        if (_options.ModelConfigFile is { } file && _options.ModelConfigPoll > TimeSpan.Zero)
        {
            Run(_app.Services.GetRequiredService<ConfigFileWatcher>().RunAsync(file, _options.ModelConfigPoll, _stopping.Token));
        }

        FindPorts();
    }

    private void FindPorts()
    {
        // The addresses come in the order of the Listen calls.
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var ports = new Queue<int>(addresses.Where(address => !address.Contains("://unix:", StringComparison.Ordinal)).Select(address => new Uri(address).Port));
        GrpcPort = _options.GrpcPort is null ? 0 : ports.Dequeue();
        RestPort = _options.RestPort is null ? 0 : ports.Dequeue();
        if (GrpcPort > 0)
        {
            _app.Logger.GrpcRuns(_options.Address.ToString(), GrpcPort);
        }

        if (_options.PortsCollide)
        {
            _app.Logger.RestSkipped(GrpcPort);
        }

        if (RestPort > 0)
        {
            _app.Logger.RestRuns(_options.Address.ToString(), RestPort);
        }
    }

    private void Run(Task loop) => _loops.Add(GuardAsync(loop));

    private async Task GuardAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // The way a loop ends when the server stops.
        }
        catch (Exception exception)
        {
            _app.Logger.LoopEnded(exception);
        }
    }
}
