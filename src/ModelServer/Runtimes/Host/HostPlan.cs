using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A signature as steps over slots: what runs on the host, and what in the ONNX runtime between.</summary>
internal sealed class HostPlan
{
    /// <summary>Gets the slots as they are before a run: constants, tables, variables.</summary>
    public required object?[] Initial { get; init; }

    /// <summary>Gets the slots of the inputs by their names in the signature.</summary>
    public required IReadOnlyDictionary<string, int> Inputs { get; init; }

    public required IReadOnlyList<HostStep> Steps { get; init; }

    public required IReadOnlyList<(string Alias, int Slot)> Outputs { get; init; }

    /// <summary>Gets what runs that change state take turns on; null where none does.</summary>
    public Lock? Turn { get; init; }

    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyList<string> names, Tensor[] inputs, IReadOnlyCollection<string>? outputFilter)
    {
        if (Turn is null)
        {
            return Execute(names, inputs, outputFilter);
        }

        lock (Turn)
        {
            return Execute(names, inputs, outputFilter);
        }
    }

    private Dictionary<string, Tensor> Execute(IReadOnlyList<string> names, Tensor[] inputs, IReadOnlyCollection<string>? outputFilter)
    {
        var values = (object?[])Initial.Clone();
        for (var i = 0; i < names.Count; i++)
        {
            values[Inputs[names[i]]] = inputs[i];
        }

        var outputs = outputFilter is null or { Count: 0 } ? Outputs : [.. Outputs.Where(output => outputFilter.Contains(output.Alias))];
        foreach (var step in outputs.Count == Outputs.Count ? Steps : Needed(outputs))
        {
            step.Run(values);
        }

        var results = new Dictionary<string, Tensor>(outputs.Count, StringComparer.Ordinal);
        foreach (var (alias, slot) in outputs)
        {
            results[alias] = values[slot] as Tensor ?? ((VariableState)values[slot]!).Value; // outputs are tensors, or variables that are read
        }

        return results;
    }

    private List<HostStep> Needed(IReadOnlyList<(string Alias, int Slot)> outputs)
    {
        var wanted = outputs.Select(output => output.Slot).ToHashSet();
        List<HostStep> steps = [];
        foreach (var step in Steps.Reverse().Where(step => step.HasEffect || step.Writes.Any(wanted.Contains)))
        {
            steps.Add(step);
            wanted.UnionWith(step.Reads);
        }

        steps.Reverse();
        return steps;
    }
}
