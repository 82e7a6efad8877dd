using System.Globalization;
using System.Net.Sockets;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>A pod whose ports are forwarded.</summary>
/// <param name="Pod">Its name, for complaints.</param>
/// <param name="PortOf">Gives the port of this machine behind a container's port, if that listens.</param>
internal sealed record ForwardTarget(string Pod, Func<int, int?> PortOf)
{
    /// <summary>Connects to a port of the pod; says what is wrong if that cannot be.</summary>
    public async Task<(ForwardedConnection? Connection, string? Problem)> ConnectAsync(string port, CancellationToken cancellationToken)
    {
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (null, $"unable to parse \"{port}\" as a port");
        }

        var connection = new ForwardedConnection();
        try
        {
            await connection.OpenAsync(PortOf(number) ?? throw new SocketException((int)SocketError.ConnectionRefused), cancellationToken);
            return (connection, null);
        }
        catch (SocketException)
        {
            connection.Dispose();
            return (null, $"error forwarding port {port} to pod {Pod}: dial tcp 127.0.0.1:{port}: connect: connection refused");
        }
    }
}
