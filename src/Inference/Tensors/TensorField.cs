using System.Text;

namespace ModelServing.Inference.Tensors;

/// <summary>A named input or output of a signature.</summary>
/// <param name="Name">The name callers use.</param>
/// <param name="Type">The element type.</param>
public sealed record TensorField(string Name, DataType Type)
{
    /// <summary>Gets the name in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
