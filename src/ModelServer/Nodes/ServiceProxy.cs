using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>
/// Stands for the Services that containers look for, whose own addresses lead nowhere on this machine: listens once for each of their ports, and
/// connects each caller to a pod that is ready.
/// </summary>
internal sealed class ServiceProxy(ICluster cluster) : IAsyncDisposable
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<(string Namespace, string Service, string Port), Lazy<(int Port, Task Serving)>> _listening = new();

    /// <summary>Gives the port of this machine that leads to a Service's.</summary>
    /// <param name="ns">The namespace of the Service.</param>
    /// <param name="service">Its name.</param>
    /// <param name="port">Its port's name; none where it has only one.</param>
    public int PortOf(string ns, string service, string? port) =>
        _listening.GetOrAdd((ns, service, port ?? ""), key => new(() => Listen(key.Namespace, key.Service, key.Port))).Value.Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_listening.Values.Select(listening => listening.Value.Serving)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private (int Port, Task Serving) Listen(string ns, string service, string port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (((IPEndPoint)listener.LocalEndpoint).Port, ServeAsync(listener, ns, service, port, _stopping.Token));
    }

    private async Task ServeAsync(TcpListener listener, string ns, string service, string port, CancellationToken cancellationToken)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                var caller = await listener.AcceptTcpClientAsync(cancellationToken);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ConnectAsync(caller, ns, service, port, cancellationToken));
            }
        }
        finally
        {
            listener.Stop();
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(TcpClient caller, string ns, string service, string port, CancellationToken cancellationToken)
    {
        using var open = caller;
        foreach (var endpoint in await EndpointsAsync(ns, service, port, cancellationToken))
        {
            using var pod = new TcpClient { NoDelay = true };
            try
            {
                await pod.ConnectAsync(endpoint, cancellationToken);
            }
            catch (SocketException)
            {
                continue; // it has gone, and the API does not know it yet
            }

            await CopyBothWaysAsync(caller, pod, cancellationToken);
            return;
        }

        caller.Client.Close(0); // the caller learns that nobody is there
    }

    /// <summary>Where the pods listen that are ready, in any order; nowhere if the API cannot be asked.</summary>
    private async Task<IPEndPoint[]> EndpointsAsync(string ns, string service, string port, CancellationToken cancellationToken)
    {
        try
        {
            var slices = await cluster.ListAsync<V1EndpointSlice>(new ResourceQuery(ns, $"{ServiceLabel}={service}"), cancellationToken);
            IPEndPoint[] found =
            [
                .. from slice in slices.Items
                   from endpoint in slice.Endpoints ?? []
                   where endpoint.Conditions?.Ready != false
                   from candidate in slice.Ports ?? []
                   where (candidate.Name ?? "") == port && candidate.Port is not null
                   from address in endpoint.Addresses
                   select new IPEndPoint(IPAddress.Parse(address), candidate.Port ?? 0),
            ];
            Random.Shared.Shuffle(found);
            return found;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
        {
            return [];
        }
    }

    private static async Task CopyBothWaysAsync(TcpClient caller, TcpClient pod, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (outer, inner) = (caller.GetStream(), pod.GetStream());
        await Task.WhenAll(CopyAsync(outer, inner), CopyAsync(inner, outer)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task CopyAsync(NetworkStream from, NetworkStream to)
        {
            try
            {
                await from.CopyToAsync(to, broken.Token);
                to.Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await broken.CancelAsync();
            }
        }
    }
}
