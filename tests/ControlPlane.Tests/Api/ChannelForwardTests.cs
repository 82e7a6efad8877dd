using System.Net;
using System.Net.WebSockets;
using System.Text;
using k8s;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>Ports of pods in the channels of a websocket, as the public .NET client asks for them.</summary>
public sealed class ChannelForwardTests(RunningApi api) : IClassFixture<RunningApi>, IDisposable
{
    private const string Post = "POST /echo HTTP/1.1\r\nHost: pod\r\nConnection: close\r\nContent-Length: ";

    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(api.Kubeconfig));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("v4.channel.k8s.io")]
    public async Task Demuxer_OfThePublicClient_CarriesAConnection(string? protocol)
    {
        var name = $"demuxed-{protocol?.Length ?? 0}";
        await using var pod = await EchoPod.StartAsync(api, name);
        using var socket = await _client.WebSocketNamespacedPodPortForwardAsync(name, "default", [80], protocol, cancellationToken: Token);
        using var demuxer = new StreamDemuxer(socket, StreamType.PortForward);
        demuxer.Start();
        await using var stream = demuxer.GetStream((byte?)0, 0);
        var body = new string('x', 300_000);

        // Two writes, which are frames of one message to the client.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Post}{body.Length}\r\n\r\n"), Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body), Token);

        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(Token);
        Assert.StartsWith("HTTP/1.1 202 Accepted\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(body.Length, answer.Count(letter => letter == 'x'));
    }

    [Fact]
    public async Task Channels_OfSeveralPorts_BeginWithThePortAndTellWhatIsWrong()
    {
        await using var pod = await EchoPod.StartAsync(api, "channels");
        using var socket = await _client.WebSocketNamespacedPodPortForwardAsync("channels", "default", [81, 80], "v4.channel.k8s.io", cancellationToken: Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"\u0002{Post}2\r\n\r\nhi"), WebSocketMessageType.Binary, true, Token);

        var channels = await ReadAsync(socket);

        Assert.Equal([0, 1, 2, 3], channels.Keys.Order());
        Assert.Equal("Q\0", channels[0]);
        Assert.Equal("Q\0error forwarding port 81 to pod channels: dial tcp 127.0.0.1:81: connect: connection refused", channels[1]);
        Assert.Matches("^P\0HTTP/1.1 202 Accepted\r\n(.*\r\n)*(.*\n)*.*hi", channels[2]);
        Assert.Equal("P\0", channels[3]);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task TextChannels_AreDigitsAndBase64()
    {
        await using var pod = await EchoPod.StartAsync(api, "text");
        using var socket = await _client.WebSocketNamespacedPodPortForwardAsync("text", "default", [80], "v4.base64.channel.k8s.io", cancellationToken: Token);
        var request = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Post}2\r\n\r\nhi"));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"0{request}"), WebSocketMessageType.Text, true, Token);

        var channels = await ReadAsync(socket);

        Assert.StartsWith("UAA=", channels['0'], StringComparison.Ordinal);
        var answer = Encoding.ASCII.GetString(Convert.FromBase64String(channels['0'][4..].Split('=')[0].PadRight(((channels['0'][4..].Split('=')[0].Length + 3) / 4) * 4, '=')));
        Assert.StartsWith("HTTP/1.1 202 Accepted\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ports=80", "v9.channel.k8s.io", "unable to negotiate protocol: client supports [v9.channel.k8s.io], server accepts [SPDY/3.1+portforward.k8s.io v4.channel.k8s.io v4.base64.channel.k8s.io]")]
    [InlineData("", "v4.channel.k8s.io", "query parameter \\\"ports\\\" is required")]
    [InlineData("ports=80,http", "v4.channel.k8s.io", "unable to parse \\\"http\\\" as a port")]
    [InlineData("ports=0", "v4.channel.k8s.io", "port \\\"0\\\" must be > 0")]
    public async Task WebSocket_ThatAsksForTheWrongThing_IsRefused(string query, string protocol, string message)
    {
        await using var pod = await EchoPod.StartAsync(api, $"refusing-{query.Length}-{protocol.Length}");
        using var http = api.Http(api.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/default/pods/refusing-{query.Length}-{protocol.Length}/portforward?{query}") { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Add("Sec-WebSocket-Protocol", protocol);

        using var answer = await http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What comes in each channel until the server closes.</summary>
    private static async Task<Dictionary<int, string>> ReadAsync(WebSocket socket)
    {
        var channels = new Dictionary<int, string>();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, Token) is { MessageType: not WebSocketMessageType.Close } message)
        {
            Assert.True(message.EndOfMessage);
            channels[buffer[0]] = channels.GetValueOrDefault(buffer[0], "") + Encoding.ASCII.GetString(buffer, 1, message.Count - 1);
        }

        return channels;
    }
}
