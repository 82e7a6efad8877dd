using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.Kubernetes.Client;
using ModelServing.ModelServer.Nodes;
using ModelServing.ModelServer.Tests.Conformance;
using ModelServing.Testing.Clusters;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

/// <summary>A node on an API in memory, with folders of its own and a claim <c>models</c> that holds small models.</summary>
internal sealed class NodeRun : IAsyncDisposable
{
    public const string Namespace = "model-serving";

    private readonly CancellationTokenSource _stopping = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("node-run-").FullName;
    private readonly Task _running;

    /// <param name="images">What is set for images: names and commands.</param>
    public NodeRun(params (string Image, string Command)[] images)
    {
        Models = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        var storage = new StorageMap([KeyValuePair.Create<string, string?>("pvc://models", Models)]);
        var settings = new NodeSettings("node-1", string.Empty, _folder, storage, new ImageTable(images.Select(pair => KeyValuePair.Create<string, string?>(pair.Image, pair.Command))));
        Node = new NodeServices(settings, Cluster, new ContainerLogs(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        _running = new NodeAgent(Node).RunAsync(_stopping.Token);
    }

    public FakeCluster Cluster { get; } = new();

    public NodeServices Node { get; }

    public string Models { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static V1ObjectMeta Meta(string name) => new() { Name = name, NamespaceProperty = Namespace, Uid = Guid.NewGuid().ToString() };

    /// <summary>A container that serves the model <c>m</c> of the claim.</summary>
    public static V1Container Container() => new()
    {
        Name = "serving",
        Image = "tensorflow/serving:2.14.0",
        Args = ["--model_name=m", "--model_base_path=/models/m"],
        Ports = [new V1ContainerPort { ContainerPort = 8501, Name = "rest" }, new V1ContainerPort { ContainerPort = 8500, Name = "grpc" }],
        VolumeMounts = [new V1VolumeMount { Name = "models", MountPath = "/models", ReadOnlyProperty = true }],
    };

    public static V1Volume Claim => new() { Name = "models", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "models" } };

    public void WriteModel(string name, params int[] versions)
    {
        foreach (var version in versions)
        {
            HalfPlusTwoModel.Builder().WriteTo(Path.Combine(Models, name, $"{version}"));
        }
    }

    public Task<V1Pod> CreateAsync(V1Container container, params V1Volume[] volumes) => Cluster.CreateAsync(
        new V1Pod
        {
            Metadata = Meta("p"),
            Spec = new V1PodSpec { NodeName = "node-1", Containers = [container], Volumes = [Claim, .. volumes], TerminationGracePeriodSeconds = 5 },
        },
        Token);

    public async Task<V1Pod> WaitAsync(Func<V1Pod, bool> condition, string what)
    {
        V1Pod? pod = null;
        await Until.TrueAsync(async () => (pod = await Cluster.FindAsync<V1Pod>("p", Namespace, CancellationToken.None)) is not null && condition(pod), what);
        return pod!; // the condition held for it
    }

    public Task<V1Pod> ReadyAsync() => WaitAsync(pod => pod.Status?.ContainerStatuses is [{ Ready: true }], "a ready container");

    public Task<Corev1Event> EventAsync(string reason) => EventAsync(happened => happened.Reason == reason, $"an event {reason}");

    public async Task<Corev1Event> EventAsync(Func<Corev1Event, bool> condition, string what)
    {
        Corev1Event? found = null;
        await Until.TrueAsync(async () => (found = (await Cluster.ListAsync<Corev1Event>(new ResourceQuery(Namespace), CancellationToken.None)).Items.FirstOrDefault(condition)) is not null, what);
        return found!; // it was found
    }

    public static int Port(V1Pod pod, int containerPort) => (int)JsonNode.Parse(pod.Metadata.Annotations["modelserving.dev/ports"])![$"{containerPort}"]!;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
