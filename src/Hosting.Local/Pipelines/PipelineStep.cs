namespace Aspire.Hosting.Pipelines;

internal sealed record PipelineStep(string Name, Func<PipelineStepContext, Task> Action, IReadOnlyList<string> DependsOn, IReadOnlyList<string> RequiredBy);
