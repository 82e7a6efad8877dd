using System.Numerics;
using System.Runtime.InteropServices;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>Tensors of random numbers: element i depends on the generator and on i alone.</summary>
internal static class RandomTensors
{
    private const ulong BlocksPerRedrawnNumber = 64;

    public static Tensor Uniform(DataType type, long[] shape, Philox generator) => type == DataType.Double
        ? Fill<double>(shape, generator, Distributions.Uniform)
        : Fill<float>(shape, generator, Distributions.Uniform);

    public static Tensor Normal(DataType type, long[] shape, Philox generator) => type == DataType.Double
        ? Fill<double>(shape, generator, Distributions.Normal)
        : Fill<float>(shape, generator, Distributions.Normal);

    /// <summary>Each group may draw as often as it must, and has its own stretch of blocks for that.</summary>
    public static Tensor TruncatedNormal(DataType type, long[] shape, Philox generator) => type == DataType.Double
        ? Fill<double>(shape, generator, Distributions.TruncatedNormal, 2 * BlocksPerRedrawnNumber)
        : Fill<float>(shape, generator, Distributions.TruncatedNormal, 4 * BlocksPerRedrawnNumber);

    /// <summary>Integers of all bits.</summary>
    public static Tensor Bits(DataType type, long[] shape, Philox generator) => type switch
    {
        DataType.Int32 => Draw<int>(shape, Words(shape, generator)),
        DataType.UInt32 => Draw<uint>(shape, Words(shape, generator)),
        DataType.Int64 => Draw<long>(shape, LongWords(shape, generator)),
        _ => Draw<ulong>(shape, LongWords(shape, generator)),
    };

    /// <summary>Integers from a lowest to below a highest one.</summary>
    public static Tensor Integers(DataType type, long[] shape, Tensor lowest, Tensor highest, Philox generator) => type switch
    {
        DataType.Int32 => Draw<int>(shape, Within(Words(shape, generator), lowest.AsSpan<int>()[0], highest.AsSpan<int>()[0])),
        DataType.UInt32 => Draw<uint>(shape, Within(Words(shape, generator), lowest.AsSpan<uint>()[0], highest.AsSpan<uint>()[0])),
        DataType.Int64 => Draw<long>(shape, Within(LongWords(shape, generator), lowest.AsSpan<long>()[0], highest.AsSpan<long>()[0])),
        _ => Draw<ulong>(shape, Within(LongWords(shape, generator), lowest.AsSpan<ulong>()[0], highest.AsSpan<ulong>()[0])),
    };

    private static uint[] Words(long[] shape, Philox generator) => Values<uint>(shape, generator, Distributions.Uniform, 1);

    private static ulong[] LongWords(long[] shape, Philox generator) => Values<ulong>(shape, generator, Distributions.Uniform, 1);

    private static TWord[] Within<TWord, T>(TWord[] words, T lowest, T highest)
        where TWord : unmanaged, IBinaryInteger<TWord>
        where T : unmanaged, IBinaryInteger<T>
    {
        if (lowest >= highest)
        {
            throw Shapes.Invalid($"Need minval < maxval, got {lowest} >= {highest}");
        }

        var (start, range) = (TWord.CreateTruncating(lowest), TWord.CreateTruncating(highest) - TWord.CreateTruncating(lowest));
        return Array.ConvertAll(words, word => start + (word % range));
    }

    private static Tensor Draw<T>(long[] shape, Array words)
        where T : unmanaged => words switch
        {
            uint[] narrow => Tensor.Create<T>(shape, MemoryMarshal.Cast<uint, T>(narrow)),
            _ => Tensor.Create<T>(shape, MemoryMarshal.Cast<ulong, T>((ulong[])words)),
        };

    private static Tensor Fill<T>(long[] shape, Philox generator, GroupDraw<T> draw, ulong blocksPerGroup = 1)
        where T : unmanaged => Tensor.Create<T>(shape, Values(shape, generator, draw, blocksPerGroup));

    private static unsafe T[] Values<T>(long[] shape, Philox generator, GroupDraw<T> draw, ulong blocksPerGroup)
        where T : unmanaged
    {
        if (Array.Exists(shape, length => length < 0))
        {
            throw Shapes.Invalid($"Dimensions of shape {Shapes.Text(shape)} must be >= 0");
        }

        var values = new T[Tensor.CountElements(shape)];
        var group = Philox.WordsPerBlock * sizeof(uint) / sizeof(T);
        for (var start = 0; start < values.Length; start += group)
        {
            draw(generator, values.AsSpan(start, Math.Min(group, values.Length - start)));
            generator.Skip(blocksPerGroup);
        }

        return values;
    }
}
