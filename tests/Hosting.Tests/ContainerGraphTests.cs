namespace ModelServing.Hosting.Tests;

/// <summary>The two resources that run as containers where an engine can.</summary>
public sealed class ContainerGraphTests
{
    private static readonly TensorFlowServingModel Model = new("digits", "../models/digits", "gs://my-bucket/digits");
    private static readonly ContainerEngine Docker = new("docker", "x86_64") { HostAddress = "127.0.0.1" };

    [Fact]
    public async Task TensorFlowServing_WithAnEngine_IsTheStockImageOnItsPorts()
    {
        using var graph = new TestGraph();

        var server = graph.Builder.AddTensorFlowServing<TestProjects.ModelServer>("server", Model, new(Docker, null));

        Assert.Equal("docker.io/tensorflow/serving:2.14.0", ImageOf(server.Resource));
        Assert.Equal(["--stop-signal", "SIGKILL"], RuntimeArgumentsOf(server.Resource));
        Assert.Equal(["--model_name=digits", "--model_base_path=/models/digits", "--monitoring_config_file=/etc/modelserving/monitoring.config"], await graph.ArgumentsAsync(server.Resource));
        Assert.Equal(["http://127.0.0.1:8501", "http://127.0.0.1:8500"], server.Resource.GetEndpoints().Select(endpoint => endpoint.Url));
        Assert.All(server.Resource.Annotations.OfType<ContainerMountAnnotation>(), mount => Assert.True(mount.IsReadOnly));
    }

    [Fact]
    public void TensorFlowServing_WithGpus_IsTheGpuImage()
    {
        using var graph = new TestGraph();

        var server = graph.Builder.AddTensorFlowServing<TestProjects.ModelServer>("server", Model, new(Docker with { GpuArguments = ["--gpus", "all"] }, null));

        Assert.Equal("docker.io/tensorflow/serving:2.14.0-gpu", ImageOf(server.Resource));
        Assert.Equal(["--gpus", "all", "--stop-signal", "SIGKILL"], RuntimeArgumentsOf(server.Resource));
    }

    [Theory]
    [InlineData("aarch64", null)]
    [InlineData(null, "docker cannot be used (nothing answers)")]
    [InlineData(null, null)]
    public void TensorFlowServing_WithoutAnEngineForIt_IsTheEmbeddedServer(string? architecture, string? reason)
    {
        using var graph = new TestGraph();

        var server = graph.Builder.AddTensorFlowServing<TestProjects.ModelServer>("server", Model, new(architecture is null ? null : Docker with { Architecture = architecture }, reason));

        Assert.IsType<ProjectResource>(server.Resource);
    }

    [Fact]
    public async Task Prometheus_OnLinux_RunsItsImageOnTheHostsNetwork()
    {
        using var graph = new TestGraph();

        var prometheus = graph.Builder.AddPrometheus("prometheus", Docker, static name => "/bin/" + name);

        Assert.Equal("/bin/docker", Assert.IsType<PrometheusExecutableResource>(prometheus.Resource).Command);
        Assert.Equal(
            [
                "run", "--rm", "--network", "host", "--mount", "type=bind,source=<folder>/state/prometheus/prometheus.yml,target=/etc/prometheus/prometheus.yml,readonly",
                "docker.io/prom/prometheus:v3.5.0", "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--web.listen-address=127.0.0.1:9090",
            ],
            await graph.ArgumentsAsync(prometheus.Resource));
    }

    [Fact]
    public async Task Prometheus_InAVirtualMachine_IsAContainerThatReachesTheHostByName()
    {
        using var graph = new TestGraph();

        var prometheus = graph.Builder.AddPrometheus("prometheus", Docker with { HostAddress = "host.docker.internal" }, static _ => null).WithScrapeTarget(graph.Benchmark);

        Assert.Equal("docker.io/prom/prometheus:v3.5.0", ImageOf(prometheus.Resource));
        Assert.Equal(["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--web.listen-address=0.0.0.0:9090"], await graph.ArgumentsAsync(prometheus.Resource));
        Assert.Contains("targets: [\"host.docker.internal:8091\"]", await File.ReadAllTextAsync(graph.InFolder("state", "prometheus", "prometheus.yml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)] // rootless docker cannot reach the host's loopback
    [InlineData(false)]
    public async Task Prometheus_WithoutAnEngineThatReachesTheHost_IsTheProgram(bool hasEngine)
    {
        using var graph = new TestGraph();

        var prometheus = graph.Builder.AddPrometheus("prometheus", hasEngine ? Docker with { HostAddress = null } : null, static name => "/bin/" + name);

        Assert.Equal("/bin/prometheus", Assert.IsType<PrometheusExecutableResource>(prometheus.Resource).Command);
        Assert.Equal(
            ["--config.file=<folder>/state/prometheus/prometheus.yml", "--storage.tsdb.path=<folder>/state/prometheus/data", "--web.listen-address=127.0.0.1:9090"],
            await graph.ArgumentsAsync(prometheus.Resource));
    }

    [Fact]
    public void Prometheus_WithNeither_SaysWhatToInstall()
    {
        using var graph = new TestGraph();

        var prometheus = graph.Builder.AddPrometheus("prometheus", null, static _ => null);

        Assert.Contains("install the program", prometheus.Resource.Annotations.OfType<ResourceSnapshotAnnotation>().Single().InitialSnapshot.State?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Prometheus_Config_IsInAFolderThatOthersCannotEnter()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no file modes");
            return;
        }

        using var graph = new TestGraph();

        graph.Builder.AddPrometheus("prometheus", null, static name => "/bin/" + name);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(graph.InFolder("state", "prometheus")));
    }

    private static string ImageOf(IResource resource)
    {
        var image = resource.Annotations.OfType<ContainerImageAnnotation>().Single();
        return $"{image.Image}:{image.Tag}";
    }

    private static IEnumerable<string> RuntimeArgumentsOf(IResource resource) => resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>().SelectMany(annotation => annotation.Args);
}
