namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Steps over slots of their own: the body or the condition of a loop, or a branch.</summary>
internal sealed class SubPlan(object?[] initial, int[] inputs, IReadOnlyList<HostStep> steps, int[] outputs)
{
    /// <summary>Gets whether the steps read or change state.</summary>
    public bool TouchesState { get; } = Array.Exists(initial, value => value is VariableState) || steps.Any(step => step.TouchesState);

    /// <summary>Gets whether the steps change state.</summary>
    public bool HasEffect { get; } = steps.Any(step => step.HasEffect);

    public object?[] Run(ReadOnlySpan<object?> arguments)
    {
        var values = (object?[])initial.Clone();
        for (var i = 0; i < inputs.Length; i++)
        {
            values[inputs[i]] = arguments[i];
        }

        foreach (var step in steps)
        {
            step.Run(values);
        }

        return Array.ConvertAll(outputs, slot => values[slot] is VariableState variable ? variable.Value : values[slot]);
    }
}
