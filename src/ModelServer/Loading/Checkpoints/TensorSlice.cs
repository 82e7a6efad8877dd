using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>A part of a value: where it begins along each dimension, and how far it goes.</summary>
internal sealed record TensorSlice(long[] Starts, long[] Lengths)
{
    /// <summary>Marks a dimension that is not divided.</summary>
    private const long All = -1;

    public static TensorSlice Of(TensorSliceProto proto) => new(
        [.. proto.Extent.Select(extent => extent.Start)],
        [.. proto.Extent.Select(extent => extent.HasLengthCase == TensorSliceProto.Types.Extent.HasLengthOneofCase.Length ? extent.Length : All)]);

    /// <summary>Reads the last word of a restore op's <c>shape_and_slices</c>.</summary>
    public static bool TryParse(string shapeAndSlice, [NotNullWhen(true)] out TensorSlice? slice)
    {
        var extents = shapeAndSlice[(shapeAndSlice.LastIndexOf(' ') + 1)..].Split(':').Select(extent => extent.Split(',')).ToArray();
        var (starts, lengths) = (new long[extents.Length], new long[extents.Length]);
        slice = new TensorSlice(starts, lengths);
        for (var i = 0; i < extents.Length; i++)
        {
            lengths[i] = All;
            var isRead = extents[i] is ["-"]
                || (extents[i] is [var start, var length] && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out starts[i]) && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]));
            if (!isRead)
            {
                slice = null;
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells whether the slice lies inside a value of this shape.</summary>
    public bool Fits(ReadOnlySpan<long> shape)
    {
        if (Starts.Length != shape.Length || Lengths.Length != shape.Length)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (Starts[i] < 0 || (Lengths[i] != All && Lengths[i] < 0) || Starts[i] > shape[i] || (Lengths[i] != All && Lengths[i] > shape[i] - Starts[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gets the shape of the part of a value of this shape.</summary>
    public long[] Shape(ReadOnlySpan<long> whole)
    {
        var shape = whole.ToArray();
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = Lengths[i] == All ? shape[i] : Lengths[i];
        }

        return shape;
    }

    /// <summary>Copies between a whole value and this part of it, row by row.</summary>
    /// <param name="shape">The shape of the whole.</param>
    /// <param name="size">The bytes of an element.</param>
    /// <param name="copy">Gets where a row is in the whole and in the part, and how long it is, in bytes.</param>
    public void ForEachRow(ReadOnlySpan<long> shape, int size, Action<int, int, int> copy)
    {
        var part = Shape(shape);
        var row = (int)(part.Length == 0 ? 1 : part[^1]) * size;
        var rows = part.Length == 0 ? 1 : part[..^1].Aggregate(1L, (product, length) => product * length);
        var position = new long[Math.Max(0, part.Length - 1)];
        for (var i = 0; i < rows && row > 0; i++)
        {
            var offset = 0L;
            for (var axis = 0; axis < part.Length; axis++)
            {
                offset = (offset * shape[axis]) + Starts[axis] + (axis < position.Length ? position[axis] : 0);
            }

            copy((int)(offset * size), i * row, row);
            for (var axis = position.Length - 1; axis >= 0 && ++position[axis] == part[axis]; axis--)
            {
                position[axis] = 0;
            }
        }
    }

    /// <summary>Gets the key under which a checkpoint keeps this part, in an encoding whose order is that of name, rank and numbers.</summary>
    public byte[] Key(string name)
    {
        List<byte> key = [0];
        foreach (var next in Encoding.UTF8.GetBytes(name))
        {
            key.AddRange(next switch
            {
                0 => [0, 0xff],
                0xff => [0xff, 0],
                _ => [next],
            });
        }

        key.AddRange([0, 1, 1, (byte)Starts.Length]);
        for (var i = 0; i < Starts.Length; i++)
        {
            AddSigned(key, Starts[i]);
            AddSigned(key, Lengths[i]);
        }

        return [.. key];
    }

    public bool Equals(TensorSlice? other) => other is not null && Starts.AsSpan().SequenceEqual(other.Starts) && Lengths.AsSpan().SequenceEqual(other.Lengths);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(Starts.AsSpan()));
        hash.AddBytes(MemoryMarshal.AsBytes(Lengths.AsSpan()));
        return hash.ToHashCode();
    }

    /// <summary>Each byte holds seven bits; the leading bits tell the number of bytes, in unary, and the sign.</summary>
    private static void AddSigned(List<byte> key, long value)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(value < 0 ? ~value : value));
        var length = (bits / 7) + 1;
        var header = (((UInt128)1 << length) - 1) << ((8 * length) - length);
        var mask = ((UInt128)1 << (8 * length)) - 1;
        var code = ((UInt128)(Int128)value & mask) ^ header;
        for (var i = length - 1; i >= 0; i--)
        {
            key.Add((byte)(code >> (8 * i)));
        }
    }
}
