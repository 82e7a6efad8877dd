using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A run of numeric nodes in the ONNX runtime.</summary>
internal sealed class SegmentStep(OnnxSession session, (string Name, int Slot)[] inputs, (string Name, int Slot)[] outputs) : HostStep
{
    private readonly TensorNames _inputNames = new(Array.ConvertAll(inputs, input => input.Name));
    private readonly TensorNames _outputNames = new(Array.ConvertAll(outputs, output => output.Name));

    public override IReadOnlyList<int> Reads { get; } = Array.ConvertAll(inputs, input => input.Slot);

    public override IReadOnlyList<int> Writes { get; } = Array.ConvertAll(outputs, output => output.Slot);

    public override void Run(object?[] values)
    {
        var tensors = new Tensor[inputs.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = values[inputs[i].Slot] switch
            {
                Tensor tensor => tensor,
                HostList list => list.Stack(),
                var other => ((VariableState)other!).Value, // handles of tables never leave the host
            };
        }

        var results = session.Run(_inputNames, tensors, _outputNames);
        for (var i = 0; i < results.Length; i++)
        {
            values[outputs[i].Slot] = results[i];
        }
    }
}
