namespace ModelServing.Hosting.Tests;

public sealed class GraphTests
{
    [Fact]
    public void Graph_ListensOnTheDocumentedPorts()
    {
        using var graph = new TestGraph();

        var ports = graph.Builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => $"{resource.Name} {endpoint.UriScheme} {endpoint.Port} {endpoint.Transport}"));

        Assert.Equal(
            [
                "tensorflow-serving http 8501 http", "tensorflow-serving http 8500 http2", "control-plane https 6443 http", "node-1 http  http",
                "gateway http 8080 http", "gateway http 8081 http2", "experiments http 8090 http", "benchmark http 8091 http", "autoscaler http 8092 http", "autoscaler http 8093 http2",
            ],
            ports);
    }

    [Fact]
    public async Task TensorFlowServing_WithoutAContainerEngine_IsTheEmbeddedServerWithItsFlags()
    {
        using var graph = new TestGraph();

        Assert.IsType<ProjectResource>(graph.TensorFlow.Resource);
        Assert.Equal(
            [
                "--rest_api_port=8501", "--port=8500", "--model_name=production_model", "--model_base_path=<folder>/models/production-model",
                "--monitoring_config_file=<folder>/state/tensorflow-serving-monitoring.config",
            ],
            await graph.ArgumentsAsync(graph.TensorFlow.Resource));
        Assert.Contains("/monitoring/prometheus/metrics", await File.ReadAllTextAsync(graph.InFolder("state", "tensorflow-serving-monitoring.config")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_IsToldItsNameItsClusterAndItsPort()
    {
        using var graph = new TestGraph();

        var arguments = await graph.ArgumentsAsync(graph.Cluster.Nodes.Single().Resource);

        Assert.Equal(["--node_name=node-1", "--kubeconfig=<folder>/state/kubeconfig", "--node_port=50000"], arguments);
    }

    [Fact]
    public async Task ControlPlane_KnowsManifestsStateAndStorage()
    {
        using var graph = new TestGraph();

        var environment = await graph.EnvironmentAsync(graph.Cluster.ControlPlane!.Resource); // the cluster is local

        Assert.Equal("https://127.0.0.1:6443", environment["ASPNETCORE_URLS"]);
        Assert.Equal("<folder>/manifests", environment["ModelServing__Manifests"]);
        Assert.Equal("<folder>/state", environment["ModelServing__StateDirectory"]);
        Assert.Equal("<folder>/models", environment["ModelServing__Storage__gs://my-bucket/models"]);
    }

    [Fact]
    public async Task Benchmark_ComparesTheThreePlatforms()
    {
        using var graph = new TestGraph();

        var environment = await graph.EnvironmentAsync(graph.Benchmark.Resource);

        Assert.Equal("http://127.0.0.1:8501", environment["ModelServing__Benchmark__TensorFlowUrl"]);
        Assert.Equal("http://127.0.0.1:8080/serving/model-serving/digits-kserve", environment["ModelServing__Benchmark__KServeUrl"]);
        Assert.Equal("http://127.0.0.1:8080/seldon/model-serving/digits-seldon", environment["ModelServing__Benchmark__SeldonUrl"]);
    }

    [Fact]
    public async Task ExternalCluster_LeavesTheLocalOneOut()
    {
        using var graph = new TestGraph("--ModelServing:Cluster=External", "--ModelServing:GatewayUrl=http://gateway.example.com/");

        var names = graph.Builder.Resources.Select(resource => resource.Name).Where(name => !name.EndsWith("-rebuilder", StringComparison.Ordinal)); // the packages' own
        Assert.Equal(["tensorflow-serving", "experiments", "benchmark", "autoscaler"], names);
        var environment = await graph.EnvironmentAsync(graph.Experiments.Resource);
        Assert.Equal("http://gateway.example.com", environment["ModelServing__GatewayUrl"]);
        Assert.DoesNotContain("ModelServing__Kubeconfig", environment);
    }

    [Fact]
    public void Cluster_UnknownSetting_SaysWhatToUse()
    {
        var refusal = Assert.Throws<DistributedApplicationException>(() => new TestGraph("--ModelServing:Cluster=Remote"));

        Assert.Equal("ModelServing:Cluster is 'Remote': use Local, or External for the cluster of the current kubeconfig.", refusal.Message);
    }

    [Fact]
    public void Commands_AreOnBenchmarkAndControlPlane()
    {
        using var graph = new TestGraph();

        var commands = graph.Builder.Resources.SelectMany(resource => resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => $"{resource.Name}: {command.DisplayName}"));

        Assert.Equal(["control-plane: Apply manifests", "benchmark: Run comparison"], commands);
    }
}
