namespace ModelServing.EndToEnd.Tests;

/// <summary>Waits until the sample services answer; cheap once they do.</summary>
internal static class ClusterReady
{
    public static Task WaitAsync(RunningGraph graph, CancellationToken cancellationToken) =>
        Eventually.ReachesAsync("every sample service Ready", TimeSpan.FromSeconds(60), async token =>
        {
            var result = await graph.KubectlAsync("wait -n model-serving isvc --all --for=condition=Ready --timeout=30s", token);
            var seldon = await graph.KubectlAsync("wait -n model-serving sdep --all --for=jsonpath={.status.state}=Available --timeout=30s", token);
            return result.ExitCode == 0 && seldon.ExitCode == 0 ? "ready" : null;
        }, cancellationToken);
}
