using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Nodes;

/// <summary>A container that is a model server of its own in this process.</summary>
internal sealed class ModelServerRun(ContainerLaunch launch, ContainerIdentity identity, ContainerLog log, NodeServices node) : IContainerRun
{
    private static readonly TimeSpan ConfigPeriod = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private TensorFlowServer? _server;
    private IDisposable? _tracking;
    private Task _refreshing = Task.CompletedTask;

    public IReadOnlyDictionary<int, int> Ports { get; private set; } = new Dictionary<int, int>();

    public bool IsAvailable => _server?.IsAvailable == true;

    public Task<int> Ended { get; } = new TaskCompletionSource<int>().Task;

    public bool RunsCommands => false;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var server = _server = await TensorFlowServer.StartAsync(launch.Options, new ContainerLogProvider(log), cancellationToken);
            Ports = PortsOf(server);
            _tracking = node.Usage.Track(identity, () => server.BusyTime);
            _refreshing = RefreshConfigAsync(_stopping.Token);
        }
        catch (StartException e)
        {
            throw new ContainerFailure(255, e.Message, e);
        }
    }

    public Task<ProbeResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a model server in this process runs no commands");

    public async Task<int?> StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _tracking?.Dispose();
        if (_server is { } server)
        {
            await server.StopAsync(grace);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private Dictionary<int, int> PortsOf(TensorFlowServer server)
    {
        var ports = new Dictionary<int, int>();
        if (server.RestPort > 0)
        {
            ports[launch.Flags.RestApiPort] = server.RestPort;
        }

        if (server.GrpcPort > 0)
        {
            ports[launch.Flags.Port] = server.GrpcPort;
        }

        return ports;
    }

    /// <summary>Follows the config map, as the files under a mounted one do.</summary>
    private async Task RefreshConfigAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ConfigPeriod, node.TimeProvider);
        while (launch.Config is { } config && await timer.WaitForNextTickAsync(cancellationToken))
        {
            MappedConfigFile.Refresh(config.Source, config.Copy, launch.Paths);
        }
    }
}
