namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A loop on the host: while the condition holds, the body makes the next values out of the current ones.</summary>
/// <param name="condition">Takes the current values and the captured ones, and gives one truth.</param>
/// <param name="body">Takes the same, and gives the next values.</param>
/// <param name="initial">The slots of what the variables start with.</param>
/// <param name="captured">The slots of what the loop reads and does not change.</param>
/// <param name="outputs">The slots for the last values that are wanted, by the number of the variable.</param>
internal sealed class LoopStep(SubPlan condition, SubPlan body, int[] initial, int[] captured, (int Variable, int Slot)[] outputs) : HostStep
{
    public override IReadOnlyList<int> Reads { get; } = [.. initial, .. captured];

    public override IReadOnlyList<int> Writes { get; } = Array.ConvertAll(outputs, output => output.Slot);

    public override bool HasEffect => condition.HasEffect || body.HasEffect;

    public override bool TouchesState => condition.TouchesState || body.TouchesState;

    public override void Run(object?[] values)
    {
        var current = new object?[initial.Length + captured.Length];
        for (var i = 0; i < current.Length; i++)
        {
            current[i] = values[Reads[i]];
        }

        while (BranchStep.IsTrue(condition.Run(current)[0]))
        {
            body.Run(current).CopyTo(current, 0);
        }

        foreach (var (variable, slot) in outputs)
        {
            values[slot] = current[variable];
        }
    }
}
