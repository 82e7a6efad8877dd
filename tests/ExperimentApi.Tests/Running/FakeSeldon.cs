using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Seldon;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Running;

/// <summary>Plays Seldon's controller on the deployment <c>digits</c>: availability, and the routes with their weights.</summary>
internal sealed class FakeSeldon(FakeCluster cluster)
{
    private const string Name = "digits";
    private const string Namespace = "model-serving";

    public Task CreateAsync(int stable, int canary) => cluster.CreateAsync(
        new SeldonDeployment
        {
            Metadata = new() { Name = Name, NamespaceProperty = Namespace },
            Spec = new()
            {
                Protocol = "tensorflow",
                Predictors = [Predictor("stable", stable), Predictor("canary", canary)],
            },
        },
        CancellationToken.None);

    public async Task<SeldonDeployment?> FindAsync() => await cluster.FindAsync<SeldonDeployment>(Name, Namespace, CancellationToken.None);

    public async Task<int[]> TrafficAsync() => [.. ((await FindAsync())?.Spec?.Predictors ?? []).Select(predictor => predictor.Traffic ?? 0)];

    public async Task ReconcileAsync()
    {
        if (await FindAsync() is not { } deployment)
        {
            return;
        }

        deployment.Status = new() { State = "Available" };
        await cluster.UpdateAsync(deployment, CancellationToken.None);
        await cluster.DeleteAsync<VirtualService>(Name + "-http", Namespace, CancellationToken.None);
        await cluster.CreateAsync(
            new VirtualService
            {
                Metadata = new() { Name = Name + "-http", NamespaceProperty = Namespace },
                Spec = new() { Hosts = ["*"], Http = [new() { Route = [.. (deployment.Spec?.Predictors ?? []).Select(Route)] }] },
            },
            CancellationToken.None);
    }

    private static SeldonPredictor Predictor(string name, int traffic) => new()
    {
        Name = name,
        Traffic = traffic,
        Replicas = 2,
        Graph = new() { Name = "classifier", Implementation = "TENSORFLOW_SERVER", ModelUri = "gs://my-bucket/models/" + name },
    };

    private static HttpRouteDestination Route(SeldonPredictor predictor) => new()
    {
        Destination = new() { Host = $"{Name}-{predictor.Name}.{Namespace}.svc.cluster.local", Port = new() { Number = 8000 } },
        Weight = predictor.Traffic,
    };
}
