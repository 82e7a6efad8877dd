namespace ModelServing.Hosting.Tests;

/// <summary>The AppHost's graph over test projects, without a container engine.</summary>
internal sealed class TestGraph : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelserving-hosting-");

    public TestGraph(params string[] args)
    {
        try
        {
            Directory.CreateDirectory(InFolder("AppHost"));
            Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
            {
                ProjectDirectory = InFolder("AppHost"),
                DisableDashboard = true,
                Args = ["--ModelServing:ContainerEngine=None", "--ModelServing:StateDirectory=../state", .. args],
            });
            Builder.AddKubernetesEnvironment("kubernetes");
            TensorFlow = Builder.AddTensorFlowServing<TestProjects.ModelServer>(
                "tensorflow-serving", new TensorFlowServingModel("production_model", "../models/production-model", "gs://my-bucket/models/production-model"));
            Cluster = Builder.AddModelServingCluster<TestProjects.ControlPlane>("control-plane", "../manifests")
                .WithStorage("gs://my-bucket/models", "../models")
                .WithNode<TestProjects.ModelServer>("node-1")
                .WithGateway<TestProjects.Gateway>("gateway");
            Experiments = Builder.AddExperiments<TestProjects.Service>("experiments").WithReference(Cluster).WithGateway(Cluster);
            Benchmark = Builder.AddBenchmark<TestProjects.Service>("benchmark").WithReference(Cluster).WithTargets(TensorFlow, Cluster, "model-serving", "digits-kserve", "digits-seldon");
            Autoscaler = Builder.AddAutoscaler<TestProjects.Service>("autoscaler").WithReference(Cluster);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IDistributedApplicationBuilder Builder { get; }

    public IResourceBuilder<IResourceWithServiceDiscovery> TensorFlow { get; }

    public ModelServingCluster Cluster { get; }

    public IResourceBuilder<ProjectResource> Experiments { get; }

    public IResourceBuilder<ProjectResource> Benchmark { get; }

    public IResourceBuilder<ProjectResource> Autoscaler { get; }

    public string InFolder(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Gives unproxied endpoints the addresses they have when the graph runs.</summary>
    public void Allocate()
    {
        foreach (var endpoint in Builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint ??= new(endpoint, endpoint.TargetHost, endpoint.Port ?? 50000, $"{endpoint.TargetPort ?? 50000}");
        }
    }

    public async Task<IReadOnlyList<string>> ArgumentsAsync(IResource resource)
    {
        Allocate();
        var context = new CommandLineArgsCallbackContext(new List<object>(), resource, CancellationToken.None) { ExecutionContext = Builder.ExecutionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return [.. await Task.WhenAll(context.Args.Select(TextAsync))];
    }

    public async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(IResource resource)
    {
        Allocate();
        var context = new EnvironmentCallbackContext(Builder.ExecutionContext, resource, [], CancellationToken.None);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var values = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            values[name] = await TextAsync(value);
        }

        return values;
    }

    private async Task<string> TextAsync(object value)
    {
        var text = value is IValueProvider provider ? await provider.GetValueAsync(CancellationToken.None) : value.ToString();
        return (text ?? "").Replace(_folder.FullName, "<folder>", StringComparison.Ordinal);
    }
}
