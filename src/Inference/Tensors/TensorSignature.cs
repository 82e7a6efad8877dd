using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Tensors;

/// <summary>What a signature takes and gives, prepared once per loaded model so that requests need no look-ups in protocol objects.</summary>
public sealed class TensorSignature
{
    /// <summary>Prepares a signature.</summary>
    public TensorSignature(string name, SignatureDef definition)
    {
        Name = name;
        Definition = definition;
        Inputs = Fields(definition.Inputs);
        Outputs = Fields(definition.Outputs);
    }

    /// <summary>Gets the name the model gives the signature.</summary>
    public string Name { get; }

    /// <summary>Gets the signature as the model describes it.</summary>
    public SignatureDef Definition { get; }

    /// <summary>Gets the inputs in ordinal order of their names.</summary>
    public IReadOnlyList<TensorField> Inputs { get; }

    /// <summary>Gets the outputs in ordinal order of their names.</summary>
    public IReadOnlyList<TensorField> Outputs { get; }

    /// <summary>Finds an input by its UTF-8 name; -1 if there is none.</summary>
    public int IndexOfInput(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Utf8.Span.SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    private static TensorField[] Fields(IDictionary<string, TensorInfo> infos) =>
        [.. infos.OrderBy(info => info.Key, StringComparer.Ordinal).Select(info => new TensorField(info.Key, TypeOf(info.Value)))];

    /// <summary>The types above 100 are TensorFlow 1's mutable references: same elements.</summary>
    private static DataType TypeOf(TensorInfo info) => (DataType)((int)info.Dtype % 100);
}
