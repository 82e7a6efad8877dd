using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using k8s.Models;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed partial class PortForwardTests(RunningApi api) : IClassFixture<RunningApi>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("KUBECTL_PORT_FORWARD_WEBSOCKETS=false")]
    public async Task PortForward_ByKubectl_CarriesManyConnectionsAndLargeBodies(string setting)
    {
        var name = setting.Length == 0 ? "tunnelled" : "forwarded";
        await using var pod = await EchoPod.StartAsync(api, name);
        await RunAsync(name);
        using var kubectl = Start($"port-forward pod/{name} :80", setting);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{await PortAsync(kubectl)}") };
        var large = string.Concat(Enumerable.Range(0, 300_000).Select(number => number.ToString(CultureInfo.InvariantCulture)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var answer = await http.PostAsync(new Uri("/echo", UriKind.Relative), new StringContent(i % 5 == 0 ? large : $"{i}"), Token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Token);
        }));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 5 == 0 ? large : $"{i}"), answers);
        kubectl.Kill();
    }

    [Fact]
    public async Task PortForward_OfAClientThatHasSaidAll_BringsTheAnswer()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await api.Client.CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = "patient", NamespaceProperty = "default", Annotations = new Dictionary<string, string> { ["modelserving.dev/ports"] = $"{{\"80\":{((IPEndPoint)server.LocalEndpoint).Port}}}" } },
                Spec = new() { Containers = [new V1Container { Name = "c", Image = "x" }] },
            },
            Token);
        await RunAsync("patient");
        using var kubectl = Start("port-forward pod/patient :80");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, await PortAsync(kubectl), Token);
        using var answer = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("question"u8.ToArray(), Token);
        client.Client.Shutdown(SocketShutdown.Send);

        using var caller = await server.AcceptTcpClientAsync(Token).AsTask().WaitAsync(Patience, TimeProvider.System, Token);
        using var question = new StreamReader(caller.GetStream());
        Assert.Equal("question", await question.ReadToEndAsync(Token).WaitAsync(Patience, TimeProvider.System, Token));
        foreach (var part in (string[])["one ", "two"])
        {
            await caller.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(part), Token);
        }

        caller.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("one two", await answer.ReadToEndAsync(Token).WaitAsync(Patience, TimeProvider.System, Token));
        kubectl.Kill();
    }

    [Fact]
    public async Task PortForward_ToAPortThatIsClosed_SaysSo()
    {
        await using var pod = await EchoPod.StartAsync(api, "half-open");
        await RunAsync("half-open");
        using var kubectl = Start("port-forward pod/half-open :81");
        var error = kubectl.StandardError.ReadToEndAsync(Token);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{await PortAsync(kubectl)}") };

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetFromJsonAsync<object>("/echo", Token));

        await kubectl.WaitForExitAsync(Token).WaitAsync(Patience, TimeProvider.System, Token);
        Assert.Contains("error forwarding port 81 to pod half-open: dial tcp 127.0.0.1:81: connect: connection refused", await error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/pods/absent/portforward", HttpStatusCode.NotFound, "pods \\\"absent\\\" not found")]
    [InlineData("/api/v1/namespaces/default/pods/plain/portforward", HttpStatusCode.BadRequest, "Upgrade request required")]
    public async Task PortForward_ThatCannotBe_IsRefused(string path, HttpStatusCode status, string message)
    {
        if (await api.Client.FindAsync<V1Pod>("plain", "default", Token) is null)
        {
            await api.Client.CreateAsync(new V1Pod { Metadata = new() { Name = "plain", NamespaceProperty = "default" }, Spec = new() { Containers = [new V1Container { Name = "c", Image = "x" }] } }, Token);
        }

        using var http = api.Http(api.Token);
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), null, Token);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>kubectl forwards to running pods only.</summary>
    private Task<string> RunAsync(string pod) =>
        new Kubectl(api).RunAsync($$$"""patch pod {{{pod}}} --subresource=status --type=merge -p '{"status":{"phase":"Running"}}'""");

    private Process Start(string arguments, string setting = "")
    {
        Assert.SkipWhen(Kubectl.Path is null, "kubectl is not installed");
        var start = new ProcessStartInfo(Kubectl.Path, $"{arguments} --kubeconfig={api.Kubeconfig}") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (setting.Split('=') is [var name, var value])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
    }

    private static async Task<int> PortAsync(Process kubectl)
    {
        var line = await kubectl.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, TimeProvider.System, Token) ?? "";
        return int.Parse(Forwarding().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^Forwarding from 127\.0\.0\.1:(\d+) ->")]
    private static partial Regex Forwarding();
}
