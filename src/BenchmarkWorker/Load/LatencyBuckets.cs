using System.Numerics;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>The buckets of an HdrHistogram of two digits: 256 of width one, then 128 for each power of two.</summary>
internal static class LatencyBuckets
{
    public const long HighestValue = 120 * 10_000_000L;
    public const int Digits = 2;
    private const int HalfMagnitude = 7;
    private const int Half = 1 << HalfMagnitude;

    /// <summary>Gets how many there are up to <see cref="HighestValue"/>.</summary>
    public static int Count { get; } = IndexOf(HighestValue) + 1;

    /// <summary>The bucket of a value; what is out of range belongs to the nearest.</summary>
    public static int IndexOf(long value)
    {
        var known = Math.Clamp(value, 1, HighestValue);
        var shift = BitOperations.Log2((ulong)known | (2 * Half - 1)) - HalfMagnitude;
        return (shift << HalfMagnitude) + (int)(known >> shift);
    }

    /// <summary>The lowest value of a bucket.</summary>
    public static long LowestOf(int index)
    {
        var shift = Math.Max(0, (index >> HalfMagnitude) - 1);
        return (long)(index - (shift << HalfMagnitude)) << shift;
    }
}
