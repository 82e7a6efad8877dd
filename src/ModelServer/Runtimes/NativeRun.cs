using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>A run without strings: inputs are read where they lie, outputs are copied once.</summary>
internal static unsafe class NativeRun
{
    private static readonly byte[] Nothing = new byte[8];

    public static Tensor[] Run(InferenceSession session, RunOptions options, TensorNames inputNames, Tensor[] inputs, TensorNames outputNames)
    {
        Span<nint> values = stackalloc nint[inputs.Length + outputNames.Count];
        values.Clear();
        var given = values[..inputs.Length];
        var results = values[inputs.Length..];
        var pins = new MemoryHandle[inputs.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                given[i] = Bind(inputs[i], out pins[i]);
            }

            var refusal = OrtApi.Run(OrtApi.Handle(session), options.DangerousGetHandle(), inputNames.Pointer, given, outputNames.Pointer, results);
            GC.KeepAlive(inputNames);
            GC.KeepAlive(outputNames);
            return refusal is null ? Copy(results) : throw RuntimeRefusal.Of(refusal);
        }
        finally
        {
            foreach (var value in values)
            {
                OrtApi.ReleaseValue(value); // nothing happens to those that were never made
            }

            foreach (var pin in pins)
            {
                pin.Dispose();
            }
        }
    }

    private static nint Bind(Tensor tensor, out MemoryHandle pin)
    {
        // The runtime wants an address even where there is nothing to read.
        pin = (tensor.Data.IsEmpty ? Nothing : tensor.Data).Pin();
        return OrtApi.CreateTensor(pin.Pointer, tensor.Data.Length, tensor.Shape, (int)OrtTensors.ElementType(tensor.DataType));
    }

    private static Tensor[] Copy(ReadOnlySpan<nint> values)
    {
        var tensors = new Tensor[values.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var shape = OrtApi.TypeAndShape(values[i], out var elementType);
            var type = OrtTensors.TypeOf(elementType);
            if (type == DataType.Invalid)
            {
                throw new ModelRunException(ErrorCode.Unimplemented, $"The model gives elements of ONNX type {elementType}, which are not supported");
            }

            var bytes = checked((int)(Tensor.CountElements(shape) * type.Size()));
            tensors[i] = Tensor.FromBytes(type, shape, bytes == 0 ? default : Bytes(values[i], bytes));
        }

        return tensors;
    }

    private static byte[] Bytes(nint value, int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        new ReadOnlySpan<byte>(OrtApi.Data(value), count).CopyTo(bytes);
        return bytes;
    }
}
