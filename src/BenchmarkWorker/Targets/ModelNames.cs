using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>What a model may be called on each platform, the likeliest first.</summary>
internal static class ModelNames
{
    public static IReadOnlyList<string> Of(Target target, BenchmarkPlan plan) => target.Platform switch
    {
        Platform.KServe => OfInferenceService(target.Url, plan),
        Platform.Seldon => OfGraphNode(target.Url, plan),
        _ => [plan.ModelName],
    };

    /// <summary>The name in a URL that a request is sent to, <c>…/models/NAME:predict</c> or <c>…/models/NAME/…</c>; null where it has none.</summary>
    public static string? InPath(Uri url)
    {
        var segments = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var name = segments.SkipWhile(segment => segment != "models").Skip(1).FirstOrDefault()?.Split(':')[0];
        return string.IsNullOrEmpty(name) ? null : Uri.UnescapeDataString(name);
    }

    /// <summary>An InferenceService serves its model under its own name unless told otherwise; the name is in the path or is the first label of the host.</summary>
    private static string[] OfInferenceService(Uri url, BenchmarkPlan plan)
    {
        var segments = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var service = segments is ["serving", _, var name, ..] ? name : (plan.HostHeader ?? url.Host).Split('.')[0];
        return [.. new[] { plan.KServeModelName, plan.ModelName, service }.OfType<string>().Distinct()];
    }

    /// <summary>A graph node is seldom called like the model: Kubernetes names have no underscores, and deployments are often named model-seldon.</summary>
    private static string[] OfGraphNode(Uri url, BenchmarkPlan plan)
    {
        var deployment = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? plan.ModelName;
        var stem = deployment.EndsWith("-seldon", StringComparison.Ordinal) ? deployment[..^"-seldon".Length] : deployment;
        return [.. new[] { plan.ModelName, plan.ModelName.Replace('_', '-'), stem, deployment }.Distinct()];
    }
}
