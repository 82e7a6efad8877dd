using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>A tensor held in place while the runtime reads it.</summary>
internal readonly struct BoundTensor : IDisposable
{
    private static readonly byte[] Nothing = new byte[8];

    private readonly MemoryHandle _handle;

    private BoundTensor(OrtValue value, MemoryHandle handle)
    {
        Value = value;
        _handle = handle;
    }

    public OrtValue Value { get; }

    public static BoundTensor Bind(Tensor tensor)
    {
        if (tensor.DataType == DataType.String)
        {
            return new BoundTensor(OrtTensors.FromStrings(tensor), default);
        }

        // The runtime wants an address even where there is nothing to read.
        var handle = (tensor.Data.IsEmpty ? Nothing : tensor.Data).Pin();
        return new BoundTensor(Create(tensor, handle), handle);
    }

    public void Dispose()
    {
        Value.Dispose();
        _handle.Dispose();
    }

    private static unsafe OrtValue Create(Tensor tensor, MemoryHandle handle) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        OrtTensors.ElementType(tensor.DataType),
        tensor.Shape.ToArray(),
        (nint)handle.Pointer,
        tensor.Data.Length);
}
