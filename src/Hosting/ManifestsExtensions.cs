using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace ModelServing.Hosting;

/// <summary>Publishes Kubernetes manifests beside the chart.</summary>
public static class ManifestsExtensions
{
    private const string StepName = "publish-manifests";

    /// <summary>Copies a folder of manifests to <c>manifests</c> below the output folder.</summary>
    /// <param name="builder">The environment that is published.</param>
    /// <param name="folder">The folder, relative to the AppHost.</param>
    public static IResourceBuilder<KubernetesEnvironmentResource> WithManifests(this IResourceBuilder<KubernetesEnvironmentResource> builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var source = Path.GetFullPath(folder, builder.ApplicationBuilder.AppHostDirectory);
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            builder.ApplicationBuilder.Pipeline.AddStep(StepName, context => CopyAsync(context, source), requiredBy: WellKnownPipelineSteps.Publish);
        }

        return builder;
    }

    private static async Task CopyAsync(PipelineStepContext context, string source)
    {
        var target = Path.Combine(context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory(), "manifests");
        foreach (var file in Directory.EnumerateFiles(source, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // the path names a file in a folder
            await File.WriteAllTextAsync(copy, await File.ReadAllTextAsync(file, context.CancellationToken), context.CancellationToken);
        }
    }
}
