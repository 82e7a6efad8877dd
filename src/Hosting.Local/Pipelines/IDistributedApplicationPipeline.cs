namespace Aspire.Hosting.Pipelines;

/// <summary>The steps of publishing.</summary>
public interface IDistributedApplicationPipeline
{
    /// <summary>Adds a step that runs after those it depends on and before those that require it.</summary>
    void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null);
}
