namespace Aspire.Hosting.Pipelines;

internal sealed class DistributedApplicationPipeline : IDistributedApplicationPipeline
{
    private readonly List<PipelineStep> _steps = [];

    public void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null)
    {
        if (_steps.Exists(step => step.Name == name))
        {
            throw new DistributedApplicationException($"There is already a publishing step '{name}'.");
        }

        _steps.Add(new(name, action, Names(dependsOn), Names(requiredBy)));
    }

    /// <summary>Returns the steps a target needs, each after those it depends on.</summary>
    public IReadOnlyList<PipelineStep> InOrder(string target)
    {
        var ordered = new List<PipelineStep>();
        var entered = new HashSet<string>();
        Visit(target);
        return ordered;

        void Visit(string name)
        {
            if (!entered.Add(name))
            {
                return;
            }

            var step = _steps.Find(candidate => candidate.Name == name);
            foreach (var before in _steps.Where(candidate => step?.DependsOn.Contains(candidate.Name) == true || candidate.RequiredBy.Contains(name)))
            {
                Visit(before.Name);
            }

            if (step is not null)
            {
                ordered.Add(step);
            }
        }
    }

    private static string[] Names(object? value) => value switch
    {
        null => [],
        string name => [name],
        IEnumerable<string> names => [.. names],
        _ => throw new ArgumentException("Name steps by a string or a sequence of strings.", nameof(value)),
    };
}
