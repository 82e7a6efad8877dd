using ModelServing.Inference.Tensors;
using ModelServing.Testing.Digits;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>An array of numbers in double precision, and plain loops over it: what operations are compared with.</summary>
internal sealed record Nd(long[] Shape, double[] Values)
{
    public int Rank => Shape.Length;

    public int Count => Values.Length;

    /// <summary>Reads an element; negative positions count from the end, missing ones and those along axes of length 1 are 0.</summary>
    public double this[params long[] index]
    {
        get
        {
            var flat = 0L;
            for (var axis = 0; axis < Rank; axis++)
            {
                var place = index[axis + index.Length - Rank];
                flat = (flat * Shape[axis]) + (Shape[axis] == 1 ? 0 : place < 0 ? place + Shape[axis] : place);
            }

            return Values[flat];
        }
    }

    public static Nd Of(long[] shape, params double[] values) => new(shape, values);

    public static Nd Scalar(double value) => new([], [value]);

    public static Nd Vector(params double[] values) => new([values.Length], values);

    /// <summary>Makes an array from what belongs at each position.</summary>
    public static Nd Make(long[] shape, Func<long[], double> element)
    {
        var values = new double[Tensor.CountElements(shape)];
        for (var flat = 0L; flat < values.Length; flat++)
        {
            var index = new long[shape.Length];
            for (var (axis, left) = (shape.Length - 1, flat); axis >= 0; axis--)
            {
                (left, index[axis]) = Math.DivRem(left, shape[axis]);
            }

            values[flat] = element(index);
        }

        return new Nd(shape, values);
    }

    /// <summary>Makes numbers in [-4, 4) that are the same in every run.</summary>
    public static Nd Random(ulong seed, params long[] shape)
    {
        var random = new DeterministicRandom(seed);
        return Make(shape, _ => (float)(4 * random.NextSigned()));
    }

    /// <summary>Makes the numbers 0, 1, 2 and so on.</summary>
    public static Nd Count0(params long[] shape)
    {
        var next = 0.0;
        return Make(shape, _ => next++);
    }

    public static Nd From(Tensor tensor) => new(tensor.Shape.ToArray(), tensor.DataType switch
    {
        DataType.Float => Array.ConvertAll(tensor.AsSpan<float>().ToArray(), value => (double)value),
        DataType.Double => tensor.AsSpan<double>().ToArray(),
        DataType.Int32 => Array.ConvertAll(tensor.AsSpan<int>().ToArray(), value => (double)value),
        DataType.Int64 => Array.ConvertAll(tensor.AsSpan<long>().ToArray(), value => (double)value),
        DataType.UInt8 => Array.ConvertAll(tensor.AsSpan<byte>().ToArray(), value => (double)value),
        DataType.UInt16 => Array.ConvertAll(tensor.AsSpan<ushort>().ToArray(), value => (double)value),
        DataType.Int16 => Array.ConvertAll(tensor.AsSpan<short>().ToArray(), value => (double)value),
        DataType.QUInt8 => From(Tensor.FromBytes(DataType.UInt8, tensor.Shape, tensor.Data)).Values,
        DataType.QInt8 => From(Tensor.FromBytes(DataType.Int8, tensor.Shape, tensor.Data)).Values,
        DataType.QUInt16 => From(Tensor.FromBytes(DataType.UInt16, tensor.Shape, tensor.Data)).Values,
        DataType.QInt16 => From(Tensor.FromBytes(DataType.Int16, tensor.Shape, tensor.Data)).Values,
        DataType.QInt32 => From(Tensor.FromBytes(DataType.Int32, tensor.Shape, tensor.Data)).Values,
        DataType.Int8 => Array.ConvertAll(tensor.AsSpan<sbyte>().ToArray(), value => (double)value),
        DataType.Bool => Array.ConvertAll(tensor.AsSpan<bool>().ToArray(), value => value ? 1.0 : 0),
        DataType.Half => Array.ConvertAll(tensor.AsSpan<Half>().ToArray(), value => (double)value),
        DataType.BFloat16 => Array.ConvertAll(tensor.AsSpan<ushort>().ToArray(), value => (double)BitConverter.Int32BitsToSingle(value << 16)),
        var other => throw new NotSupportedException($"{other}"),
    });

    public Tensor To(DataType type) => type switch
    {
        DataType.Float => Tensor.Create<float>(Shape, Array.ConvertAll(Values, value => (float)value)),
        DataType.Double => Tensor.Create<double>(Shape, Values),
        DataType.UInt16 => Tensor.Create<ushort>(Shape, Array.ConvertAll(Values, value => (ushort)value)),
        DataType.Int16 => Tensor.Create<short>(Shape, Array.ConvertAll(Values, value => (short)value)),
        DataType.QUInt8 => Tensor.FromBytes(type, Shape, To(DataType.UInt8).Data),
        DataType.QInt8 => Tensor.FromBytes(type, Shape, To(DataType.Int8).Data),
        DataType.QUInt16 => Tensor.FromBytes(type, Shape, To(DataType.UInt16).Data),
        DataType.QInt16 => Tensor.FromBytes(type, Shape, To(DataType.Int16).Data),
        DataType.QInt32 => Tensor.FromBytes(type, Shape, To(DataType.Int32).Data),
        DataType.Int32 => Tensor.Create<int>(Shape, Array.ConvertAll(Values, value => (int)value)),
        DataType.Int64 => Tensor.Create<long>(Shape, Array.ConvertAll(Values, value => (long)value)),
        DataType.UInt8 => Tensor.Create<byte>(Shape, Array.ConvertAll(Values, value => (byte)Math.Abs(value))),
        DataType.Int8 => Tensor.Create<sbyte>(Shape, Array.ConvertAll(Values, value => (sbyte)value)),
        DataType.Bool => Tensor.Create<bool>(Shape, Array.ConvertAll(Values, value => value > 0)),
        DataType.Half => Tensor.Create<Half>(Shape, Array.ConvertAll(Values, value => (Half)value)),
        DataType.BFloat16 => Tensor.FromBytes(type, Shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(Values, value => (ushort)(BitConverter.SingleToInt32Bits((float)value) >> 16))).ToArray()),
        _ => throw new NotSupportedException($"{type}"),
    };

    public Nd Map(Func<double, double> function) => new(Shape, Array.ConvertAll(Values, value => function(value)));

    /// <summary>Combines two arrays, broadcasting as TensorFlow and numpy do.</summary>
    public Nd Zip(Nd other, Func<double, double, double> function) =>
        Make(Broadcast(Shape, other.Shape), index => function(this[index], other[index]));

    /// <summary>Reduces along axes, which stay with length 1 if asked.</summary>
    public Nd Reduce(long[] axes, bool keep, Func<IEnumerable<double>, double> function)
    {
        var reduced = axes.Select(axis => axis < 0 ? axis + Rank : axis).ToHashSet();
        var kept = Make([.. Shape.Select((length, axis) => reduced.Contains(axis) ? 1 : length)], index => function(Line(index, reduced)));
        return keep ? kept : kept with { Shape = [.. Shape.Where((_, axis) => !reduced.Contains(axis))] };
    }

    public static long[] Broadcast(long[] left, long[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        var lengths = new long[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            lengths[^i] = a == 1 ? b : a;
        }

        return lengths;
    }

    private List<double> Line(long[] start, HashSet<long> reduced)
    {
        List<double> line = [];
        Make([.. Shape.Select((length, axis) => reduced.Contains(axis) ? length : 1)], offset =>
        {
            line.Add(this[[.. start.Zip(offset, (a, b) => a + b)]]);
            return 0;
        });
        return line;
    }
}
