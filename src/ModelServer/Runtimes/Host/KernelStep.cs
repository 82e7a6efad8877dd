namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A node on the host.</summary>
internal sealed class KernelStep(HostKernel kernel, int[] inputs, (int Output, int Slot)[] outputs, bool hasEffect) : HostStep
{
    public override IReadOnlyList<int> Reads => inputs;

    public override IReadOnlyList<int> Writes { get; } = Array.ConvertAll(outputs, output => output.Slot);

    public override bool HasEffect => hasEffect;

    public override void Run(object?[] values)
    {
        var results = kernel(new HostArguments(values, inputs));
        foreach (var (output, slot) in outputs)
        {
            values[slot] = results[output];
        }
    }
}
