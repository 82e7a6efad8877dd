using System.Net.Http.Headers;
using System.Net.Sockets;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Asks a container whether it is ready: by its probe, or else whether its models are available.</summary>
internal sealed class ReadinessProbe(V1Container container, IReadOnlyDictionary<int, int> ports, Func<bool> isAvailable)
{
    // Probes are short and local; the client factory's retries would only blur them.
    private static readonly HttpClient Http = new()
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("kube-probe", "1.34") } },
    };

    private readonly V1Probe? _probe = container.ReadinessProbe;

    public TimeSpan InitialDelay => TimeSpan.FromSeconds(_probe?.InitialDelaySeconds ?? 0);

    public TimeSpan Period => TimeSpan.FromSeconds(_probe is null ? 1 : Math.Max(1, _probe.PeriodSeconds ?? 10));

    public ReadinessGate Gate => new(_probe?.SuccessThreshold ?? 1, _probe is null ? 1 : _probe.FailureThreshold ?? 3);

    public async Task<bool> CheckAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (HostPort(_probe?.HttpGet?.Port ?? _probe?.TcpSocket?.Port) is not { } port)
        {
            return isAvailable();
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(1, _probe?.TimeoutSeconds ?? 1)), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return _probe?.HttpGet is { } get ? await GetAsync(port, get.Path, either.Token) : await ConnectAsync(port, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private int? HostPort(IntOrString? port)
    {
        var text = port?.Value ?? string.Empty;
        var number = int.TryParse(text, out var parsed) ? parsed : container.Ports?.FirstOrDefault(named => named.Name == text)?.ContainerPort;
        return number is { } containerPort && ports.TryGetValue(containerPort, out var hostPort) ? hostPort : null;
    }

    private static async Task<bool> GetAsync(int port, string? path, CancellationToken cancellationToken)
    {
        using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}{path ?? "/"}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return (int)response.StatusCode is >= 200 and < 400;
    }

    private static async Task<bool> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        return true;
    }
}
