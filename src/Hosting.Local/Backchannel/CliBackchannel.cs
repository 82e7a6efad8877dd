using System.Net.Sockets;
using StreamJsonRpc;

namespace Aspire.Hosting.Backchannel;

/// <summary>Answers the Aspire command line, when it started this AppHost, on the Unix socket it names.</summary>
internal sealed class CliBackchannel(IConfiguration configuration, IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider timeProvider) : BackgroundService
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? SocketPath => configuration["ASPIRE_BACKCHANNEL_PATH"];

    /// <summary>Completes when the command line is there, or at once when none started us.</summary>
    public Task ConnectedAsync(CancellationToken cancellationToken) => SocketPath is null ? Task.CompletedTask : _connected.Task.WaitAsync(cancellationToken);

    /// <summary>Completes when the command line has read everything, or at once when none started us.</summary>
    public Task ReleasedAsync(CancellationToken cancellationToken) => SocketPath is null ? Task.CompletedTask : _released.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (SocketPath is not { } path)
        {
            return;
        }

        _ = StopWithCommandLineAsync(stoppingToken);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var connection = await listener.AcceptAsync(stoppingToken);
                _ = ServeAsync(connection, stoppingToken);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken stoppingToken)
    {
        await using var stream = new NetworkStream(connection, ownsSocket: true);
        using var formatter = new SystemTextJsonFormatter();
        using var rpc = new JsonRpc(new HeaderDelimitedMessageHandler(stream, stream, formatter), new CliBackchannelTarget(services, () =>
        {
            _released.TrySetResult();
            lifetime.StopApplication();
        }));
        rpc.StartListening();
        _connected.TrySetResult();
        await rpc.Completion.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _released.TrySetResult();
    }

    /// <summary>The command line may be killed: nothing of ours outlives it.</summary>
    private async Task StopWithCommandLineAsync(CancellationToken stoppingToken)
    {
        if (!int.TryParse(configuration["ASPIRE_CLI_PID"], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ConfigureAwait(ConfigureAwaitOptions.None))
        {
            if (!Path.Exists($"/proc/{pid}") && OperatingSystem.IsLinux())
            {
                lifetime.StopApplication();
                return;
            }
        }
    }
}
