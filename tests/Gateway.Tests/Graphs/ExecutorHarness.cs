using System.Text;
using ModelServing.Gateway.Tests.Hosting;

namespace ModelServing.Gateway.Tests.Graphs;

/// <summary>A Seldon deployment called <c>d</c> with one predictor, whose nodes are servers of the test.</summary>
internal sealed class ExecutorHarness : IAsyncDisposable
{
    public const string Prefix = "/seldon/model-serving/d";

    private readonly ClusterObjects _objects = new();
    private readonly List<IAsyncDisposable> _nodes = [];

    public TestGateway Gateway { get; private set; } = null!; // set by StartAsync, the only way to the harness's requests

    public Dictionary<string, Node> Nodes { get; } = [];

    public async Task<ExecutorHarness> AddAsync(string name, Task<Node> starting)
    {
        var node = await starting;
        _nodes.Add(node);
        Nodes[name] = node;
        _objects.Service($"d-p-{name}", 9000, node.Port);
        return this;
    }

    public ExecutorHarness AddDead(string name, int port)
    {
        _objects.Service($"d-p-{name}", 9000, port);
        return this;
    }

    public async Task<ExecutorHarness> StartAsync(string graph, string protocol = "seldon", string annotations = "{}", int seed = 1)
    {
        _objects.SeldonDeployment("d", ("p", 100)).Predictor("d", "p", protocol, graph, annotations);
        Gateway = await TestGateway.StartAsync(_objects.Snapshot, seed);
        return this;
    }

    /// <summary>Writes a unit with its endpoint; <paramref name="more"/> is JSON that follows the endpoint.</summary>
    public static string Unit(string name, string type, string more = "") =>
        $$"""{"name":"{{name}}","type":"{{type}}","endpoint":{"service_host":"d-p-{{name}}.model-serving.svc.cluster.local","service_port":9000,"httpPort":9000,"grpcPort":9500}{{more}}}""";

    public static string Children(params string[] children) => $",\"children\":[{string.Join(',', children)}]";

    public async Task<HttpResponseMessage> SendAsync(string path, string? body = "{}", string? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method is null ? body is null ? HttpMethod.Get : HttpMethod.Post : new HttpMethod(method), Prefix + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Gateway.Client.SendAsync(request);
    }

    public async Task<(int Status, string Body)> PredictAsync(string body, string path = "/api/v1.0/predictions")
    {
        using var response = await SendAsync(path, body);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public string[] CallsOf(string name) => [.. Nodes[name].Calls.Select(call => $"{call.Path} {call.Body}".TrimEnd())];

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
