using System.Globalization;
using System.Text.RegularExpressions;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Nodes;

/// <summary>What a user's kubectl sees of pods whose image stands for a command, on a real node.</summary>
public sealed partial class KubectlProcessTests : IAsyncLifetime
{
    private readonly RunningApi _api = new() { Reconciles = true };
    private NodeProcess? _node;

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _node = new NodeProcess(_api, "node-1", "models", _api.Folder, ("Images__my/tool", "sh -c 'echo pid $$; echo \"$0 $PORT\"; exec sleep 300'"));
    }

    public async ValueTask DisposeAsync()
    {
        _node?.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Pod_OfACommand_IsReadyAndDiesWithItsNode()
    {
        var kubectl = new Kubectl(_api);
        await kubectl.RunAsync("apply -f -", Pod);
        await kubectl.RunAsync("wait --for=condition=Ready pod/tool --timeout=40s");

        await Eventually.TrueAsync(async () => Usage().IsMatch((await kubectl.TryAsync("top pod tool --no-headers", null)).Output), "kubectl top shows what the pod uses");
        var port = await kubectl.RunAsync("""get pod tool -o 'jsonpath={.metadata.annotations.modelserving\.dev/ports}'""");
        var lines = (await kubectl.RunAsync("logs tool")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"given {port.Split(':')[1].TrimEnd('}')}", lines[1]);
        Assert.Matches(@"tool +1/1 +Running +0 ", await kubectl.RunAsync("get pod tool"));
        var process = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{process}"));

        _node?.Kill();

        await Eventually.TrueAsync(() => Task.FromResult(!Directory.Exists($"/proc/{process}")), "the process dies with its node");
    }

    [Fact]
    public async Task Pods_TellOfTheirSidecarsAndOfTheirEnds()
    {
        var kubectl = new Kubectl(_api);
        await kubectl.RunAsync("apply -f -", Pods);

        await kubectl.RunAsync("wait --for=condition=Ready pod/two --timeout=40s");

        Assert.Matches(@"two +2/2 +Running +0 ", await kubectl.RunAsync("get pod two"));
        Assert.Contains("aside", await kubectl.RunAsync("logs two -c side"), StringComparison.Ordinal);
        await kubectl.RunAsync("wait --for=jsonpath={.status.phase}=Failed pod/last-words --timeout=40s");
        Assert.Matches(@"(?s)State: +Terminated\s+Reason: +Error\s+Message: +no such model\s+Exit Code: +4", await kubectl.RunAsync("describe pod last-words"));
        Assert.Matches(@"(?s)Init Containers:\s+side:.*Ready: +True", await kubectl.RunAsync("describe pod two"));
    }

    [Fact]
    public async Task Pod_ReachesTheServicesItIsToldOf()
    {
        var kubectl = new Kubectl(_api);
        await kubectl.RunAsync("create service clusterip away --tcp=80");
        await kubectl.RunAsync("apply -f -", Client);
        await kubectl.RunAsync("wait --for=condition=Ready pod/client --timeout=40s");
        string[] lines = [];
        await Eventually.TrueAsync(async () => (lines = (await kubectl.RunAsync("logs client")).Split('\n')).Length > 8, "the pod's environment");

        Assert.Contains("away: 127.0.0.1", lines);
        var port = lines.Single(line => line.StartsWith("KUBERNETES_SERVICE_PORT=", StringComparison.Ordinal)).Split('=')[1];
        using var http = _api.Http(_api.Token);
        using var answer = await http.GetAsync(new Uri($"https://127.0.0.1:{port}/version"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    [GeneratedRegex(@"^tool +\d+m +[1-9]\d*Mi")]
    private static partial Regex Usage();

    private const string Client = """
        apiVersion: v1
        kind: Pod
        metadata: {name: client}
        spec: {containers: [{name: c, image: my/tool, command: [sh, -c, "env | grep KUBERNETES_; echo away: $(AWAY_SERVICE_HOST); exec sleep 300"]}]}
        """;

    private const string Pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: two}
        spec:
          terminationGracePeriodSeconds: 1
          initContainers: [{name: side, image: my/tool, args: [aside], restartPolicy: Always}]
          containers: [{name: c, image: my/tool}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: last-words}
        spec:
          restartPolicy: Never
          containers: [{name: c, image: my/tool, command: [sh, -c, "echo no such model >> /dev/termination-log; exit 4"]}]
        """;

    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: tool}
        spec:
          containers:
          - name: c
            image: my/tool:1
            args: [given]
            ports: [{containerPort: 8080}]
            readinessProbe: {exec: {command: [sh, -c, "test $PORT = $PORT_8080"]}, periodSeconds: 1}
        """;
}
