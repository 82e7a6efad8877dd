using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>A value of known element type, so that arithmetic in a converter reads as arithmetic.</summary>
internal readonly record struct Term(OpContext Op, DataType Type, string Name)
{
    /// <summary>Gets the lengths of all dimensions, as int64.</summary>
    public Term Shape => new(Op, DataType.Int64, Op.Emit("Shape", [Name]));

    /// <summary>Gets the number of elements, as an int64 scalar.</summary>
    public Term Size => new(Op, DataType.Int64, Op.Emit("Size", [Name]));

    /// <summary>Gets the number of dimensions, as an int64 vector of one.</summary>
    public Term Rank => new(Op, DataType.Int64, Op.Emit("Shape", [Shape.Name]));

    public static Term operator +(Term left, Term right) => left.Binary("Add", right);

    public static Term operator -(Term left, Term right) => left.Binary("Sub", right);

    public static Term operator *(Term left, Term right) => left.Binary("Mul", right);

    public static Term operator /(Term left, Term right) => left.Binary("Div", right);

    public static Term operator +(Term left, double right) => left + left.Scalar(right);

    public static Term operator -(Term left, double right) => left - left.Scalar(right);

    public static Term operator *(Term left, double right) => left * left.Scalar(right);

    public static Term operator /(Term left, double right) => left / left.Scalar(right);

    public static Term operator -(double left, Term right) => right.Scalar(left) - right;

    public Term Scalar(double value) => this with { Name = Op.Scalar(Type, value) };

    public Term Unary(string kernel) => this with { Name = Op.EmitIn(Type, kernel, [Name]) };

    public Term Binary(string kernel, Term right) => this with { Name = Op.EmitIn(Type, kernel, [Name, right.Name]) };

    public Term Max(Term other) => Binary("Max", other);

    public Term Min(Term other) => Binary("Min", other);

    public Term Max(double other) => Max(Scalar(other));

    public Term Min(double other) => Min(Scalar(other));

    /// <summary>Compares with <c>Less</c>, <c>Equal</c> and the like.</summary>
    public Term Is(string comparison, Term right) => new(Op, DataType.Bool, Op.EmitTest(Type, comparison, Name, right.Name));

    public Term Is(string test) => new(Op, DataType.Bool, Op.EmitTest(Type, test, Name));

    public Term Is(string comparison, double right) => Is(comparison, Scalar(right));

    public Term And(Term other) => this with { Name = Op.Emit("And", [Name, other.Name]) };

    public Term Or(Term other) => this with { Name = Op.Emit("Or", [Name, other.Name]) };

    public Term Not() => this with { Name = Op.Emit("Not", [Name]) };

    /// <summary>Where this is true, the first, elsewhere the second.</summary>
    public Term Choose(Term then, Term otherwise) => then with { Name = Op.Choose(then.Type, Name, then.Name, otherwise.Name) };

    public Term Cast(DataType type) => type == Type ? this : new(Op, type, Op.Cast(Name, type));

    public Term Reshape(Term shape) => this with { Name = Op.Emit("Reshape", [Name, shape.Name], OnnxAttribute.Int("allowzero", 1)) };

    public Term Reshape(params ReadOnlySpan<long> shape) => this with { Name = Op.Emit("Reshape", [Name, Op.Vector(shape)]) };

    public Term Unsqueeze(params ReadOnlySpan<long> axes) => this with { Name = Op.Emit("Unsqueeze", [Name, Op.Vector(axes)]) };

    public Term Squeeze(params ReadOnlySpan<long> axes) => this with { Name = Op.Emit("Squeeze", [Name, Op.Vector(axes)]) };

    public Term Expand(Term shape) => this with { Name = Op.Narrow("Expand", Type, Op.Emit("Expand", [Op.Widen("Expand", Type, Name), shape.Name])) };

    public Term Transpose(params long[] order) => this with { Name = Layout.Transpose(Op, Name, order) };

    public Term Gather(Term indices, long axis = 0) => this with { Name = Op.Emit("Gather", [Name, indices.Name], OnnxAttribute.Int("axis", axis)) };

    /// <summary>Picks one position along an axis and drops the axis.</summary>
    public Term At(long index, long axis = 0) => this with { Name = Op.Emit("Gather", [Name, Op.Constant(Tensor.Scalar(index))], OnnxAttribute.Int("axis", axis)) };

    public Term Slice(long begin, long end, long axis = 0) => this with { Name = Op.Emit("Slice", [Name, Op.Vector(begin), Op.Vector(end), Op.Vector(axis)]) };

    public Term Slice(Term begin, Term end, long axis = 0) => this with { Name = Op.Emit("Slice", [Name, begin.Name, end.Name, Op.Vector(axis)]) };

    public Term Join(Term next, long axis = 0) => this with { Name = Op.Emit("Concat", [Name, next.Name], OnnxAttribute.Int("axis", axis)) };

    /// <summary>Reduces along the axes given, which stay with length 1 if asked.</summary>
    /// <remarks>Axes counted from the end are counted from the start instead, see <see cref="ReductionOps.FromStart"/>.</remarks>
    public Term Reduce(string kernel, bool keep, params ReadOnlySpan<long> axes) => this with
    {
        Name = Op.Narrow(kernel, Type, Op.Emit(kernel, [Op.Widen(kernel, Type, Name), ReductionOps.FromStart(this, Op.Vector(axes), axes)], OnnxAttribute.Int("keepdims", keep ? 1 : 0))),
    };

    /// <summary>Counts from 0 up to this scalar.</summary>
    public Term Range() => this with { Name = Op.Emit("Range", [Scalar(0).Name, Name, Scalar(1).Name]) };
}
