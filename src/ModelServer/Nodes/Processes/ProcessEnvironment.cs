using System.Globalization;
using System.Net;
using System.Net.Sockets;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>What a container's process finds in its environment before the pod's own variables, and the ports it is given.</summary>
internal static class ProcessEnvironment
{
    /// <summary>What programs need of this machine. The rest of the node's environment is not the container's: its settings and keys would be misread, or leak.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "PATHEXT", "LOCALAPPDATA", "APPDATA"];

    public static Dictionary<string, string> OfMachine()
    {
        Dictionary<string, string> variables = [];
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    /// <summary>Finds a port of the host for each of the container's, as all pods share the host's: the same one where the pod asks for that, else a free one.</summary>
    public static Dictionary<int, int> Ports(V1Container container)
    {
        var ports = new Dictionary<int, int>();
        foreach (var port in container.Ports ?? [])
        {
            ports[port.ContainerPort] = port.HostPort is { } host and > 0 ? host : FreePort();
        }

        return ports;
    }

    /// <summary>Tells the ports: <c>PORT</c> is the first one, <c>PORT_8080</c> stands for the container's 8080.</summary>
    public static Dictionary<string, string> OfPorts(IReadOnlyDictionary<int, int> ports)
    {
        var variables = ports.ToDictionary(pair => $"PORT_{pair.Key.ToString(CultureInfo.InvariantCulture)}", pair => pair.Value.ToString(CultureInfo.InvariantCulture));
        if (ports.Count > 0)
        {
            variables["PORT"] = ports.First().Value.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
