namespace ModelServing.Benchmarks.Scenarios;

/// <summary>A comparison that can be run by name.</summary>
internal sealed record Scenario(string Name, string Purpose, Func<Task> RunAsyncCore)
{
    private static readonly Scenario[] All =
    [
        new("rest", "half_plus_two over REST against a bare endpoint", RestScenario.RunAsync),
        new("grpc", "half_plus_two over gRPC against a bare echo", GrpcScenario.RunAsync),
        new("perceptron", "1 M parameters over gRPC against the runtime in a loop", PerceptronScenario.RunAsync),
        new("batching", "1 M parameters, one row a request: runs shared against runs alone", BatchingScenario.RunAsync),
        new("apart", "both of these with the server on one processor and the load on another", ApartScenario.RunAsync),
        new("swap", "a new version of 100 MB loads under load", SwapScenario.RunAsync),
        new("json", "reading a request of 100 x 1000 numbers", JsonScenario.RunAsync),
        new("allocations", "memory allocated for one small request", AllocationScenario.RunAsync),
        new("start", "time to serve and memory held", StartScenario.RunAsync),
        new("generator", "the load generator against wrk and hey, and at a fixed rate", GeneratorScenario.RunAsync),
        new("stall", "percentiles of a server that stalls for 3 s, against its own log", StallScenario.RunAsync),
        new("cluster", "the cluster's API: writes, lists, watches, idleness", ClusterScenario.RunAsync),
        new("definitions", "a large custom resource definition on a cold server, and its objects", DefinitionScenario.RunAsync),
    ];

    /// <summary>Runs the scenarios named, or all.</summary>
    public static async Task<int> RunAsync(string[] names)
    {
        var unknown = names.Except(All.Select(scenario => scenario.Name)).ToArray();
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"unknown: {string.Join(", ", unknown)}. There are:\n{string.Join('\n', All.Select(scenario => $"  {scenario.Name,-12} {scenario.Purpose}"))}");
            return 2;
        }

        foreach (var scenario in All.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)))
        {
            Reports.Report.Heading($"{scenario.Name}: {scenario.Purpose}");
            await scenario.RunAsyncCore();
        }

        return 0;
    }
}
