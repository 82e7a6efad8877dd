using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Random elements between 0 and 16, all of which survive every encoding: a decimal in JSON reads back as the very bits that gRPC carries.</summary>
internal static class SampleValues
{
    public static bool Has(DataType type) => type is not (DataType.Complex64 or DataType.Complex128) && type.Size() > 0;

    public static Tensor Create(DataType type, long[] shape, int count, Random random) => type switch
    {
        DataType.Float => Fill(shape, count, () => (float)Decimal(random)),
        DataType.Double => Fill(shape, count, () => Decimal(random)),
        DataType.Half => Fill(shape, count, () => (Half)Sixteenth(random)),
        DataType.BFloat16 => Retype(type, Fill(shape, count, () => (ushort)(BitConverter.SingleToUInt32Bits(Sixteenth(random)) >> 16))),
        DataType.Bool => Fill(shape, count, () => random.Next(2) == 0),
        _ => Retype(type, type.Size() switch
        {
            1 => Fill(shape, count, () => (byte)random.Next(16)),
            2 => Fill(shape, count, () => (short)random.Next(16)),
            4 => Fill(shape, count, () => random.Next(16)),
            _ => Fill(shape, count, () => (long)random.Next(16)),
        }),
    };

    private static double Decimal(Random random) => Math.Round(random.NextDouble() * 16, 3);

    /// <summary>Eight significant bits, which even the shortest type has.</summary>
    private static float Sixteenth(Random random) => random.Next(256) / 16f;

    private static Tensor Fill<T>(long[] shape, int count, Func<T> next)
        where T : unmanaged
    {
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = next();
        }

        return Tensor.Create<T>(shape, values);
    }

    private static Tensor Retype(DataType type, Tensor tensor) => Tensor.FromBytes(type, tensor.Shape, tensor.Data);
}
