using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Lets a run fail where TensorFlow's would and ONNX's would go on.</summary>
internal static class Failures
{
    /// <summary>Gives back a number as it is, or fails with a message if any of the conditions is true.</summary>
    /// <remarks>ONNX has no assertion: here it is a look-up in a table of one zero, past whose end a true condition points.</remarks>
    public static Term FailIfAny(this OpContext op, Term conditions, string message, Term value)
    {
        var any = new Term(op, DataType.Int32, op.Cast(conditions.Name, DataType.Int32));
        var index = any with { Name = op.Emit("ReduceMax", [any.Reshape(-1).Join(any with { Name = op.Constant(Tensor.Create([1], 0)) }).Name], OnnxAttribute.Int("keepdims", 0)) };
        var zero = op.EmitNamed("Gather", RunFailure.NameFor(message), [op.Constant(Tensor.Create([1], 0)), index.Name]);
        return value + new Term(op, DataType.Int32, zero).Cast(value.Type);
    }
}
