using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes.Processes;

/// <summary>How processes find the Services of their namespace.</summary>
public sealed class ServiceVariablesTests
{
    private const string Image = "my/client";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Variables_NameEveryPort_AndLeadToAPodThatIsReady()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        using var pod = new TcpListener(IPAddress.Loopback, 0);
        pod.Start();
        await run.Cluster.CreateAsync(Service("my-db", NodeRun.Namespace, "10.96.0.7", ("sql", 5432), ("http-admin", 8080)), Token);
        await run.Cluster.CreateAsync(Slice("my-db", "sql", ((IPEndPoint)pod.LocalEndpoint).Port), Token);

        var lines = await EnvironmentAsync(run, "$(MY_DB_SERVICE_PORT)");

        var (sql, admin) = (lines["MY_DB_SERVICE_PORT"], lines["MY_DB_SERVICE_PORT_HTTP_ADMIN"]);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["ARGUMENT"] = sql,
                ["MY_DB_PORT"] = $"tcp://127.0.0.1:{sql}",
                ["MY_DB_PORT_5432_TCP"] = $"tcp://127.0.0.1:{sql}",
                ["MY_DB_PORT_5432_TCP_ADDR"] = "127.0.0.1",
                ["MY_DB_PORT_5432_TCP_PORT"] = sql,
                ["MY_DB_PORT_5432_TCP_PROTO"] = "tcp",
                ["MY_DB_PORT_8080_TCP"] = $"tcp://127.0.0.1:{admin}",
                ["MY_DB_PORT_8080_TCP_ADDR"] = "127.0.0.1",
                ["MY_DB_PORT_8080_TCP_PORT"] = admin,
                ["MY_DB_PORT_8080_TCP_PROTO"] = "tcp",
                ["MY_DB_SERVICE_HOST"] = "127.0.0.1",
                ["MY_DB_SERVICE_PORT"] = sql,
                ["MY_DB_SERVICE_PORT_HTTP_ADMIN"] = admin,
                ["MY_DB_SERVICE_PORT_SQL"] = sql,
            },
            lines);
        Assert.Equal("asked: hi", await AskAsync(int.Parse(sql, System.Globalization.CultureInfo.InvariantCulture), pod));
    }

    [Fact]
    public async Task ModelServer_MayBeToldOfAService()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        await run.Cluster.CreateAsync(Service("my-db", NodeRun.Namespace, "10.96.0.7", ("sql", 5432)), Token);
        var container = NodeRun.Container();
        container.Args = [.. container.Args, "--rest_api_port=$(MY_DB_SERVICE_PORT)"];
        await run.CreateAsync(container);

        var pod = await run.ReadyAsync();

        Assert.InRange(NodeRun.Port(pod, run.Node.Proxy.PortOf(NodeRun.Namespace, "my-db", "sql")), 1, 65535);
    }

    [Fact]
    public async Task Port_WithoutAPodThatIsReady_RefusesItsCallers()
    {
        await using var run = new NodeRun();
        using var client = new TcpClient();

        // On a busy machine, it is refused before it knows that it is connected.
        var refusal = await Record.ExceptionAsync(async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, run.Node.Proxy.PortOf(NodeRun.Namespace, "absent", "http"), Token);
            await client.GetStream().ReadExactlyAsync(new byte[1], Token);
        });

        Assert.Equal(SocketError.ConnectionReset, (refusal as SocketException ?? refusal?.InnerException as SocketException)?.SocketErrorCode);
    }

    [Fact]
    public async Task Variables_WithoutServiceLinks_NameTheApiAlone()
    {
        await using var run = new NodeRun((Image, "sh -c"));
        await run.Cluster.CreateAsync(Service("my-db", NodeRun.Namespace, "10.96.0.7", ("sql", 5432)), Token);
        await run.Cluster.CreateAsync(Service("headless", NodeRun.Namespace, "None", ("sql", 5432)), Token);
        await run.Cluster.CreateAsync(Service("kubernetes", "default", "10.96.0.1", ("https", 443)), Token);

        var lines = await EnvironmentAsync(run, "$(MY_DB_SERVICE_PORT)", spec => spec.EnableServiceLinks = false);

        Assert.Equal("$(MY_DB_SERVICE_PORT)", lines["ARGUMENT"]);
        Assert.DoesNotContain(lines.Keys, name => name.StartsWith("MY_DB", StringComparison.Ordinal) || name.StartsWith("HEADLESS", StringComparison.Ordinal));
        Assert.Equal(lines["KUBERNETES_SERVICE_PORT"], lines["KUBERNETES_SERVICE_PORT_HTTPS"]);
        Assert.Equal("127.0.0.1", lines["KUBERNETES_SERVICE_HOST"]);
    }

    /// <summary>What a process finds of Services in its environment, and its argument.</summary>
    private static async Task<SortedDictionary<string, string>> EnvironmentAsync(NodeRun run, string argument, Action<V1PodSpec>? change = null)
    {
        var container = NodeRun.Container();
        (container.Image, container.Args, container.VolumeMounts, container.Ports) = (Image, ["env | grep '_SERVICE_\\|_PORT' > /work/env; echo ARGUMENT=$0 >> /work/env; mv /work/env /work/done; exec sleep 60", argument], [new V1VolumeMount { Name = "models", MountPath = "/work" }], []);
        var spec = new V1PodSpec { NodeName = "node-1", Containers = [container], Volumes = [NodeRun.Claim], TerminationGracePeriodSeconds = 1 };
        change?.Invoke(spec);
        await run.Cluster.CreateAsync(new V1Pod { Metadata = NodeRun.Meta("p"), Spec = spec }, Token);
        var file = Path.Combine(run.Models, "done");
        await Until.TrueAsync(() => File.Exists(file), "the process's environment");
        return new(File.ReadAllLines(file).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]), StringComparer.Ordinal);
    }

    private static async Task<string> AskAsync(int port, TcpListener pod)
    {
        var answering = AnswerAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("hi"u8.ToArray(), Token);
        client.Client.Shutdown(SocketShutdown.Send);
        var answer = await reader.ReadToEndAsync(Token);
        await answering;
        return answer;

        async Task AnswerAsync()
        {
            using var caller = await pod.AcceptTcpClientAsync(Token);
            using var question = new StreamReader(caller.GetStream());
            var text = await question.ReadToEndAsync(Token);
            await caller.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"asked: {text}"), Token);
        }
    }

    private static V1Service Service(string name, string ns, string address, params (string Name, int Port)[] ports) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = ns },
        Spec = new() { ClusterIP = address, Ports = [.. ports.Select(port => new V1ServicePort { Name = port.Name, Port = port.Port, Protocol = "TCP" })] },
    };

    private static V1EndpointSlice Slice(string service, string port, int number) => new()
    {
        Metadata = new() { Name = $"{service}-1", NamespaceProperty = NodeRun.Namespace, Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service } },
        AddressType = "IPv4",
        Endpoints = [new V1Endpoint { Addresses = ["127.0.0.1"], Conditions = new() { Ready = true } }],
        Ports = [new Discoveryv1EndpointPort { Name = port, Port = number, Protocol = "TCP" }],
    };
}
