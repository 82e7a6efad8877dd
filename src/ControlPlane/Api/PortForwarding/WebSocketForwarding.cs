using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Forwards ports over a websocket: in channels of its own, as API clients do, or in SPDY's streams inside it, as kubectl does.</summary>
internal static class WebSocketForwarding
{
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";
    private const string Channels = "v4.channel.k8s.io";
    private const string TextChannels = "v4.base64.channel.k8s.io";

    /// <summary>Each has two channels, whose number is a byte.</summary>
    private const int MostPorts = 128;

    private static readonly string[] Protocols = [Tunnel, Channels, TextChannels];
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    public static async Task ForwardAsync(HttpContext context, IHttpUpgradeFeature upgrade, ForwardTarget target)
    {
        var offers = WebSocketHandshake.Offers(context.Request);
        var protocol = offers.FirstOrDefault(Protocols.Contains);
        if (protocol is null && offers.Count > 0)
        {
            await Responses.WriteAsync(context, Refusals.BadRequest($"unable to negotiate protocol: client supports [{string.Join(' ', offers)}], server accepts [{string.Join(' ', Protocols)}]"));
        }
        else if (protocol == Tunnel)
        {
            await TunnelAsync(context, upgrade, target);
        }
        else if (TryReadPorts(context.Request, out var ports, out var problem))
        {
            await using var transport = await WebSocketHandshake.AcceptAsync(context, upgrade, protocol);
            using var session = new ChannelSession(transport, protocol == TextChannels, ports, target);
            await session.RunAsync(context.RequestAborted);
        }
        else
        {
            await Responses.WriteAsync(context, Refusals.BadRequest(problem));
        }
    }

    private static async Task TunnelAsync(HttpContext context, IHttpUpgradeFeature upgrade, ForwardTarget target)
    {
        await using var transport = await WebSocketHandshake.AcceptAsync(context, upgrade, Tunnel);
        using var socket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
        await using var tunnel = WebSocketStream.Create(socket, WebSocketMessageType.Binary, Farewell);
        using var session = new SpdySession(tunnel, target);
        await session.RunAsync(context.RequestAborted);
    }

    /// <remarks><c>ports = port { "," port }</c>, any number of times.</remarks>
    private static bool TryReadPorts(HttpRequest request, out IReadOnlyList<ushort> ports, out string problem)
    {
        List<ushort> found = [];
        ports = found;
        problem = "";
        foreach (var word in request.Query["ports"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (!ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            {
                problem = word == "0" ? "port \"0\" must be > 0" : $"unable to parse \"{word}\" as a port";
                return false;
            }

            found.Add(port);
        }

        problem = found.Count == 0 ? "query parameter \"ports\" is required" : $"at most {MostPorts} ports can be forwarded at once";
        return found.Count is > 0 and <= MostPorts;
    }
}
