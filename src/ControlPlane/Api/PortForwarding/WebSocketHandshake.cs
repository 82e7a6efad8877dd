using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Turns a connection into a websocket, of which only the frames are read.</summary>
internal static class WebSocketHandshake
{
    private const string Protocol = "websocket";

    /// <summary>What RFC 6455 adds to a client's key.</summary>
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.ToString().Equals(Protocol, StringComparison.OrdinalIgnoreCase)
        && request.Headers.SecWebSocketVersion == "13" && request.Headers.SecWebSocketKey.Count == 1;

    /// <summary>Gets the protocols that the client would speak inside, those it likes best first.</summary>
    public static IReadOnlyList<string> Offers(HttpRequest request) => request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol");

    public static Task<Stream> AcceptAsync(HttpContext context, IHttpUpgradeFeature upgrade, string? protocol)
    {
        var headers = context.Response.Headers;
        headers.Upgrade = Protocol;
#pragma warning disable CA5350 // RFC 6455 wants SHA-1, which protects nothing here
        headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + Salt)));
#pragma warning restore CA5350
        headers.SecWebSocketProtocol = protocol;
        return upgrade.UpgradeAsync();
    }
}
