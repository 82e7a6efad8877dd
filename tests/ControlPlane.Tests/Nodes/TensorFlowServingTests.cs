using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Inference.Tensors;
using ModelServing.Kubernetes.Client;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ControlPlane.Tests.Nodes;

/// <summary>A whole deployment of TensorFlow Serving, with every usual mistake in it, on two real nodes.</summary>
public sealed class TensorFlowServingTests : IAsyncLifetime
{
    private const string Proxy = "/api/v1/namespaces/model-serving/services/tfs:rest/proxy/v1/models/factor";

    private readonly RunningApi _api = new() { Reconciles = true };
    private readonly Dictionary<string, NodeProcess> _nodes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        var models = Directory.CreateDirectory(Path.Combine(_api.Folder, "models")).FullName;
        foreach (var version in (int[])[1, 2])
        {
            WriteModel(Path.Combine(models, "factor", $"{version}"), version);
        }

        foreach (var name in (string[])["node-1", "node-2"])
        {
            _nodes[name] = new NodeProcess(_api, name, "models", models);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            node.Dispose();
        }

        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Manifest_WithTheUsualMistakes_ServesBothVersionsAndOutlivesANode()
    {
        var kubectl = new Kubectl(_api);
        await Eventually.TrueAsync(async () => (await _api.Client.ListAsync<V1Node>(ResourceQuery.All, Token)).Items.Count(NodeChoice.IsReady) == 2, "both nodes to join");
        await kubectl.RunAsync("apply -f -", Manifest);
        await kubectl.RunAsync("rollout status deploy/tfs -n model-serving --timeout=60s");
        var pods = await PodsAsync();
        Assert.Equal(3, pods.Count(pod => pod.IsReady()));
        Assert.Equal(["node-1", "node-2"], pods.Select(pod => pod.Spec.NodeName).Distinct().Order());

        Assert.Equal(3, await PredictAsync("stable", 3));
        Assert.Equal(6, await PredictAsync("canary", 3));
        var warnings = await kubectl.RunAsync("get events -n model-serving --field-selector type=Warning -o jsonpath={.items[*].reason}");
        Assert.Equal(["ClaimNotFound", "ConfigNotFollowed", "ReadOnlyMountPoint", "UnknownConfigField"], warnings.Split(' ').Where(reason => reason != "Unhealthy" && reason != "FailedScheduling").Distinct().Order());

        var died = Stopwatch.GetTimestamp();
        _nodes["node-1"].Kill();
        await Eventually.TrueAsync(async () => !NodeChoice.IsReady((await _api.Client.FindAsync<V1Node>("node-1", null, Token))!), "node-1 to be given up"); // it has joined
        var told = Stopwatch.GetElapsedTime(died);
        await Eventually.TrueAsync(async () => (await PodsAsync()).Count(pod => pod.Spec.NodeName == "node-2" && pod.Status?.Phase == "Running") == 3, "all pods on node-2");
        var moved = Stopwatch.GetElapsedTime(died);

        // The promise is 5 seconds; the rest is for a busy machine's polling.
        Assert.InRange(told.TotalSeconds, 0, 6);
        Assert.InRange(moved.TotalSeconds, 0, 10);
        Assert.Equal(6, await PredictAsync("canary", 3));
        TestContext.Current.TestOutputHelper?.WriteLine($"not ready after {told.TotalSeconds:F1} s, moved after {moved.TotalSeconds:F1} s");
    }

    private static void WriteModel(string folder, float factor)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Add("Mul", "y", [x, builder.Constant("factor", Tensor.Scalar(factor))], ("T", Attributes.Of(DataType.DtFloat)));
        builder.Sign("serving_default", [("x", TensorProtos.Info("x:0", DataType.DtFloat, -1))], [("y", TensorProtos.Info("y:0", DataType.DtFloat, -1))]);
        builder.WriteTo(folder);
    }

    private async Task<IReadOnlyList<V1Pod>> PodsAsync() => (await _api.Client.ListAsync<V1Pod>(new ResourceQuery("model-serving"), Token)).Items;

    private async Task<double> PredictAsync(string label, double x)
    {
        using var http = _api.Http(_api.Token);
        using var body = new StringContent($$"""{"instances":[{{x}}]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{Proxy}/labels/{label}:predict", UriKind.Relative), body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return (double)JsonNode.Parse(text)!["predictions"]![0]!; // a success has them
    }

    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: tfs, namespace: model-serving}
        spec:
          replicas: 3
          selector: {matchLabels: {app: tfs}}
          template:
            metadata: {labels: {app: tfs}}
            spec:
              containers:
              - name: server
                image: tensorflow/serving:2.14.0
                args:
                - --model_config_file=/models/list.config
                - --model_config_file_poll_wait_seconds=30
                - --allow_version_labels_for_unavailable_models=true
                - --enable_batching=true
                - --batching_parameters_file=/models/batching.txt
                - --monitoring_config_file=/models/monitoring.txt
                - --rest_api_port=8501
                env:
                - {name: MODEL_NAME, value: factor}
                ports:
                - {name: grpc, containerPort: 8500}
                - {name: rest, containerPort: 8501}
                resources:
                  requests: {cpu: "2", memory: 4Gi}
                  limits: {cpu: "8", memory: 16Gi}
                readinessProbe: {httpGet: {path: /v1/models/factor, port: rest}, initialDelaySeconds: 1, periodSeconds: 2}
                livenessProbe: {httpGet: {path: /v1/models/factor, port: 8501}, initialDelaySeconds: 5}
                volumeMounts:
                - {name: claim, mountPath: /models, readOnly: true}
                - {name: list, mountPath: /models/list.config, subPath: list.config}
                - {name: batching, mountPath: /models/batching.txt, subPath: batching.txt}
                - {name: monitoring, mountPath: /models/monitoring.txt, subPath: monitoring.txt}
              volumes:
              - {name: claim, persistentVolumeClaim: {claimName: models}}
              - {name: list, configMap: {name: tfs-list}}
              - {name: batching, configMap: {name: tfs-batching}}
              - {name: monitoring, configMap: {name: tfs-monitoring}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: tfs-list, namespace: model-serving}
        data:
          list.config: |
            model_config_list {
              config {
                name: 'factor' base_path: '/models/factor' model_platform: 'tensorflow'
                model_version_policy { specific { versions: 1 versions: 2 } }
                version_labels { key: 'stable' value: 1 }
                version_labels { key: 'canary' value: 2 }
                logging_config {
                  log_requests: true
                  log_responses: true
                  sampling_config { sampling_rate: 0.5 }
                }
              }
            }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: tfs-batching, namespace: model-serving}
        data:
          batching.txt: "max_batch_size { value: 8 } batch_timeout_micros { value: 1000 } max_enqueued_batches { value: 100 } num_batch_threads { value: 2 }"
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: tfs-monitoring, namespace: model-serving}
        data:
          monitoring.txt: 'prometheus_config { enable: true path: "/monitoring/prometheus/metrics" }'
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: tfs, namespace: model-serving}
        spec:
          selector: {app: tfs}
          ports:
          - {name: grpc, port: 8500, targetPort: 8500}
          - {name: rest, port: 8501, targetPort: rest}
        """;
}
