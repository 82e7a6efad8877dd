using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

internal static class PortProbe
{
    /// <summary>Returns why a resource cannot listen on its fixed ports, or null.</summary>
    public static string? FindConflict(IResource resource)
    {
        var wanted = resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => !endpoint.IsProxied && (endpoint.Port ?? endpoint.TargetPort) is not null);
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any))
            .Select(listener => listener.Port)
            .ToHashSet();
        var conflict = wanted.FirstOrDefault(endpoint => taken.Contains(endpoint.TargetPort ?? endpoint.Port ?? 0));
        return conflict is null ? null
            : $"Port {conflict.TargetPort ?? conflict.Port} of '{resource.Name}' ({conflict.Name}) is already in use: stop the program that listens there ('ss -ltnp' names it), then press Start.";
    }

    /// <summary>Returns a free loopback port: the preferred one when it is free.</summary>
    public static int Free(int? preferred = null)
    {
        if (preferred is { } port && IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(listener => listener.Port != port))
        {
            return port;
        }

        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
