using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.ModelServer.Nodes;
using ModelServing.Testing;
using ModelServing.Testing.Clusters;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

/// <summary>Whole pods on a node, against an API in memory.</summary>
public sealed class NodeAgentTests : IAsyncLifetime
{
    private readonly FakeCluster _cluster = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _state = Directory.CreateTempSubdirectory("node-").FullName;
    private readonly ContainerLogs _logs = new(TimeProvider.System);
    private Task _running = Task.CompletedTask;

    private string PodsFolder => Path.Combine(_state, "nodes", "node-1", "pods");

    public ValueTask InitializeAsync()
    {
        var storage = new StorageMap([KeyValuePair.Create<string, string?>("gs://my-bucket/models", RepositoryPaths.InRepository("models")), KeyValuePair.Create<string, string?>("pvc://models", RepositoryPaths.InRepository("models"))]);
        var settings = new NodeSettings("node-1", string.Empty, _state, storage, new ImageTable([]));
        _running = new NodeAgent(new NodeServices(settings, _cluster, _logs, TimeProvider.System, NullLogger.Instance)).RunAsync(_stopping.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task RunAsync_KServePod_ServesTheModelOfTheBucketUntilItIsDeleted()
    {
        await CreateAsync(KServePod("gs://my-bucket/models/production-model"));

        var pod = await WaitAsync(IsReady);

        var port = (int)JsonNode.Parse(pod.Metadata.Annotations["modelserving.dev/ports"])!["8080"]!;
        using var http = new HttpClient();
        var uri = new Uri($"http://127.0.0.1:{port}/v1/models/production_model:predict");
        var answer = await http.PostAsync(uri, JsonContent.Create(new { instances = new[] { new float[64] } }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("predictions", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var lines = _logs.Find(new ContainerKey("model-serving", "p", "kserve-container"), previous: false)!.Open(new LogQuery { TailLines = 100 }).Reader.ReadAllAsync(TestContext.Current.CancellationToken);
        Assert.Contains(await lines.Select(line => line.Text).ToListAsync(TestContext.Current.CancellationToken), line => line.Contains("Exporting HTTP/REST API", StringComparison.Ordinal));

        await _cluster.DeleteAsync<V1Pod>("p", "model-serving", TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => Directory.GetDirectories(PodsFolder).Length == 0, "the pod's folder to go");
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(uri, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_ConfigFileAndClaim_ServesBothVersionsByLabel()
    {
        var config = "model_config_list { config { name: 'm' base_path: '/models/production-model' model_platform: 'tensorflow' model_version_policy { all {} } version_labels { key: 'stable' value: 1 } } }";
        await _cluster.CreateAsync(new V1ConfigMap { Metadata = Meta("config"), Data = new Dictionary<string, string> { ["models.config"] = config } }, TestContext.Current.CancellationToken);
        var container = new V1Container
        {
            Name = "serving",
            Image = "tensorflow/serving:2.14.0",
            Args = ["--model_config_file=/config/models.config", "--allow_version_labels_for_unavailable_models=true"],
            Ports = [new V1ContainerPort { ContainerPort = 8501, Name = "rest" }],
            VolumeMounts = [new V1VolumeMount { Name = "models", MountPath = "/models" }, new V1VolumeMount { Name = "config", MountPath = "/config" }],
            ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/v1/models/m", Port = "rest" } },
        };
        V1Volume[] volumes =
        [
            new() { Name = "models", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "models" } },
            new() { Name = "config", ConfigMap = new V1ConfigMapVolumeSource { Name = "config" } },
        ];
        await CreateAsync(Pod([], [container], volumes));

        var pod = await WaitAsync(IsReady);

        using var http = new HttpClient();
        var port = (int)JsonNode.Parse(pod.Metadata.Annotations["modelserving.dev/ports"])!["8501"]!;
        var status = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/v1/models/m/labels/stable"), TestContext.Current.CancellationToken);
        Assert.Contains("\"version\": \"1\"", status, StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2\"", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnmappedBucket_EndsTheInitializerWithTheSettingToAdd()
    {
        await CreateAsync(KServePod("gs://elsewhere/model"));

        var pod = await WaitAsync(pod => pod.Status?.InitContainerStatuses?[0].State?.Waiting?.Reason == "CrashLoopBackOff");

        Assert.Equal("bucket gs://elsewhere is not mapped to a folder: set ModelServing:Storage:gs://elsewhere=<folder>", pod.Status.InitContainerStatuses[0].LastState.Terminated.Message);
        Assert.Equal(("Pending", "PodInitializing"), (pod.Status.Phase, pod.Status.ContainerStatuses[0].State.Waiting.Reason));
        Assert.False(IsReady(pod));
    }

    [Fact]
    public async Task RunAsync_UnknownImage_CannotBePulled()
    {
        await CreateAsync(Pod([], [new V1Container { Name = "main", Image = "busybox:1" }], []));

        var pod = await WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "ImagePullBackOff");

        Assert.Contains("ModelServing:Images", pod.Status.ContainerStatuses[0].State.Waiting.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BadFlag_BacksOff()
    {
        await CreateAsync(Pod([], [new V1Container { Name = "main", Image = "tensorflow/serving", Args = ["--rest_api_port=many"] }], []));

        var pod = await WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CrashLoopBackOff");

        Assert.Contains("--rest_api_port", pod.Status.ContainerStatuses[0].LastState.Terminated.Message, StringComparison.Ordinal);
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static V1ObjectMeta Meta(string name) => new() { Name = name, NamespaceProperty = "model-serving", Uid = Guid.NewGuid().ToString() };

    private static V1Pod Pod(V1Container[] init, V1Container[] containers, V1Volume[] volumes) => new()
    {
        Metadata = Meta("p"),
        Spec = new V1PodSpec { NodeName = "node-1", InitContainers = init, Containers = containers, Volumes = volumes, TerminationGracePeriodSeconds = 1 },
    };

    private static V1Pod KServePod(string uri)
    {
        V1VolumeMount[] mounts = [new() { Name = "provision", MountPath = "/mnt/models" }];
        var init = new V1Container { Name = "storage-initializer", Image = "kserve/storage-initializer:v0.20.0", Args = [uri, "/mnt/models"], VolumeMounts = mounts };
        var main = new V1Container
        {
            Name = "kserve-container",
            Image = "tensorflow/serving:2.6.2",
            Command = ["/usr/bin/tensorflow_model_server"],
            Args = ["--model_name=production_model", "--port=9000", "--rest_api_port=8080", "--model_base_path=/mnt/models", "--rest_api_timeout_in_ms=60000"],
            VolumeMounts = mounts,
        };
        return Pod([init], [main], [new V1Volume { Name = "provision", EmptyDir = new V1EmptyDirVolumeSource() }]);
    }

    private Task<V1Pod> CreateAsync(V1Pod pod) => _cluster.CreateAsync(pod, TestContext.Current.CancellationToken);

    private async Task<V1Pod> WaitAsync(Func<V1Pod, bool> condition)
    {
        V1Pod? pod = null;
        await Until.TrueAsync(async () => (pod = await _cluster.FindAsync<V1Pod>("p", "model-serving", CancellationToken.None)) is not null && condition(pod), "the pod's status");
        return pod!; // the condition held for it
    }
}
