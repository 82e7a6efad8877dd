using System.Runtime.InteropServices;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>A constant in native memory, as the runtime takes it.</summary>
/// <remarks>
/// The checkpoint's file is read, not mapped: a file that is cut short while it is mapped ends the process, and one that is overwritten changes
/// the weights behind a checksum that was right. TensorFlow Serving reads a version once too, and does not care what becomes of its files.
/// </remarks>
internal sealed unsafe class WeightBuffer : IDisposable
{
    /// <summary>What the runtime aligns its own tensors to.</summary>
    private const int Alignment = 64;

    private void* _data;

    private WeightBuffer(int length)
    {
        Length = length;
        _data = NativeMemory.AlignedAlloc((nuint)length, Alignment);
    }

    /// <summary>Gets the runtime's value over the memory.</summary>
    public nint Value { get; private set; }

    public nint Data => (nint)_data;

    public int Length { get; }

    public static WeightBuffer Create(Tensor tensor)
    {
        var buffer = new WeightBuffer(tensor.Data.Length);
        try
        {
            StoredBytes.Copy(tensor, new Span<byte>(buffer._data, buffer.Length));
            buffer.Value = OrtApi.CreateTensor(buffer._data, buffer.Length, tensor.Shape, (int)OrtTensors.ElementType(tensor.DataType));
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        OrtApi.ReleaseValue(Value); // nothing happens where it was never made
        NativeMemory.AlignedFree(_data);
        Value = 0;
        _data = null;
    }
}
