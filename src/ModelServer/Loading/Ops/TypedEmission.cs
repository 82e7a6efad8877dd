using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Nodes for element types that the runtime may have no kernel for: computed in a wider type, and cast back.</summary>
internal static class TypedEmission
{
    /// <summary>Gets the element type that most operations name T.</summary>
    public static DataType ElementType(this OpContext op) => op.Node.Type("T");

    /// <summary>Emits a node all of whose inputs, and whose output, have the type given.</summary>
    public static string EmitIn(this OpContext op, DataType type, string kernel, IEnumerable<string> values, params IEnumerable<AttributeProto> attributes) =>
        op.Narrow(kernel, type, op.Emit(kernel, [.. values.Select(value => op.Widen(kernel, type, value))], attributes));

    /// <summary>Emits a node all of whose inputs, and whose output, have the type T.</summary>
    public static string EmitTyped(this OpContext op, string kernel, IEnumerable<string> values, params IEnumerable<AttributeProto> attributes) =>
        op.EmitIn(op.ElementType(), kernel, values, attributes);

    /// <summary>Emits a node whose first input and output have the type T, and whose other inputs have types of their own.</summary>
    public static string EmitFirst(this OpContext op, string kernel, string value, IEnumerable<string> others, params IEnumerable<AttributeProto> attributes) =>
        op.Narrow(kernel, op.ElementType(), op.Emit(kernel, [op.Widen(kernel, op.ElementType(), value), .. others], attributes));

    /// <summary>Emits a node whose inputs have the type given and whose output is boolean.</summary>
    public static string EmitTest(this OpContext op, DataType type, string kernel, params IEnumerable<string> values) =>
        op.Emit(kernel, [.. values.Select(value => op.Widen(kernel, type, value))]);

    /// <summary>Chooses between values of the type given.</summary>
    public static string Choose(this OpContext op, DataType type, string condition, string then, string otherwise) =>
        op.Narrow("Where", type, op.Emit("Where", [condition, op.Widen("Where", type, then), op.Widen("Where", type, otherwise)]));

    /// <summary>Casts to the type that the kernel computes in.</summary>
    public static string Widen(this OpContext op, string kernel, DataType type, string value) =>
        KernelTypes.For(kernel, type) is var wide && wide == type ? value : op.Cast(value, wide);

    /// <summary>Casts back from the type that the kernel computes in.</summary>
    public static string Narrow(this OpContext op, string kernel, DataType type, string value) =>
        KernelTypes.For(kernel, type) == type ? value : op.Cast(value, type);
}
