using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A conditional on the host: one of several plans runs.</summary>
/// <param name="choose">Finds the number of the branch by the value of the condition.</param>
/// <param name="branches">Each takes the captured values.</param>
/// <param name="condition">The slot of the condition.</param>
/// <param name="captured">The slots of what the branches read.</param>
/// <param name="outputs">The slots of the results that are wanted, by their number.</param>
internal sealed class BranchStep(Func<object?, int> choose, SubPlan[] branches, int condition, int[] captured, (int Result, int Slot)[] outputs) : HostStep
{
    public override IReadOnlyList<int> Reads { get; } = [condition, .. captured];

    public override IReadOnlyList<int> Writes { get; } = Array.ConvertAll(outputs, output => output.Slot);

    public override bool HasEffect => Array.Exists(branches, branch => branch.HasEffect);

    public override bool TouchesState => Array.Exists(branches, branch => branch.TouchesState);

    /// <summary>Numbers are true unless they are zero, and strings unless they are empty.</summary>
    public static bool IsTrue(object? condition) => condition is Tensor { ElementCount: 1 } value
        ? value.DataType == DataType.String ? value.Strings[0].Length > 0 : value.Data.Span.ContainsAnyExcept((byte)0)
        : throw Shapes.Invalid("The condition of a loop or a conditional must be one value");

    public override void Run(object?[] values)
    {
        var results = branches[choose(values[condition])].Run(Array.ConvertAll(captured, slot => values[slot]));
        foreach (var (result, slot) in outputs)
        {
            values[slot] = results[result];
        }
    }
}
