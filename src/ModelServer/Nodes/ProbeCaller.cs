using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Makes the calls of probes, with the messages a kubelet has for what goes wrong.</summary>
internal sealed class ProbeCaller(IContainerRun run, TimeProvider timeProvider)
{
    // Probes are short and local; the client factory's retries would only blur them.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("kube-probe", "1.34") } },
    };

    /// <summary>Gets a value indicating whether commands run in the container.</summary>
    public bool RunsCommands => run.RunsCommands;

    public Task<ProbeResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken) => run.RunAsync(command, limit, cancellationToken);

    public async Task<ProbeResult> CallAsync(ProbeTarget target, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (target.Scheme == "none")
        {
            return ProbeResult.Success;
        }

        var url = $"{target.Scheme}://127.0.0.1:{target.Port}{target.Path}";
        if (!run.Ports.TryGetValue(target.Port, out var port))
        {
            return ProbeResult.Failure(Refused(target, url));
        }

        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return target.Scheme switch
            {
                "tcp" => await ConnectAsync(port, either.Token),
                "grpc" => await CheckHealthAsync(target, port, either.Token),
                _ => await GetAsync(target, port, either.Token),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure(TimedOut(target, url, limit));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return ProbeResult.Failure(e.InnerException is SocketException or null ? Refused(target, url) : $"Get \"{url}\": {e.InnerException.Message}");
        }
    }

    private static string Refused(ProbeTarget target, string url) => target.Scheme switch
    {
        "tcp" => $"dial tcp 127.0.0.1:{target.Port}: connect: connection refused",
        "grpc" => $"timeout: failed to connect service \"127.0.0.1:{target.Port}\": connection refused",
        _ => $"Get \"{url}\": dial tcp 127.0.0.1:{target.Port}: connect: connection refused",
    };

    private static string TimedOut(ProbeTarget target, string url, TimeSpan limit) => target.Scheme switch
    {
        "tcp" => $"dial tcp 127.0.0.1:{target.Port}: i/o timeout",
        "grpc" => $"timeout: failed to connect service \"127.0.0.1:{target.Port}\" within {limit.TotalSeconds:F0}s: context deadline exceeded",
        _ => $"Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    };

    private static async Task<ProbeResult> GetAsync(ProbeTarget target, int port, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{target.Scheme}://127.0.0.1:{port}{target.Path}"));
        foreach (var header in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var code = (int)response.StatusCode;
        return code is >= 200 and < 400 ? ProbeResult.Success : ProbeResult.Failure($"HTTP probe failed with statuscode: {code}");
    }

    private static async Task<ProbeResult> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        return ProbeResult.Success;
    }

    private static async Task<ProbeResult> CheckHealthAsync(ProbeTarget target, int port, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(HealthCheckFrame.Ask(target.Path)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await Http.SendAsync(request, cancellationToken);
        var frame = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return HealthCheckFrame.Read(frame) is { } status
            ? status == HealthCheckFrame.Serving ? ProbeResult.Success : ProbeResult.Failure($"service unhealthy (responded with \"{HealthCheckFrame.Name(status)}\")")
            : ProbeResult.Failure("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): set --enable_grpc_healthcheck_service=true");
    }
}
