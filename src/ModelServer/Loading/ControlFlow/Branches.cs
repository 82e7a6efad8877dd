using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Writes functions of which one runs as the branches of ONNX's If. They read what is passed to them where it lies.</summary>
internal static class Branches
{
    /// <summary>Gets the condition as ONNX wants it: numbers are true unless they are zero.</summary>
    public static string Truth(OpContext op, string typeAttribute) => op.Node.Type(typeAttribute, DataType.Bool) switch
    {
        DataType.Bool => op.Input(0),
        DataType.String => throw op.Refuse("its condition is a string"),
        _ => op.Cast(op.Input(0), DataType.Bool),
    };

    /// <summary>Takes the first function where the condition holds, else the second; a condition that never changes leaves only one.</summary>
    public static string[] If(OpContext op, string condition, NameAttrList?[] functions) =>
        op.Converter.IsAlways(op.Node.Inputs[0]) is { } isAlways
            ? Inline(op, functions[isAlways ? 0 : 1])
            : If(op, condition, branch => Inline(branch, functions[0]), branch => Inline(branch, functions[1]));

    /// <summary>Tries one index after the other. What is below zero or above the last takes the last branch.</summary>
    public static string[] Case(OpContext op, string index, NameAttrList[] functions)
    {
        return Choose(op, 0);

        string[] Choose(OpContext branch, int first) => first == functions.Length - 1
            ? Inline(branch, functions[first])
            : If(branch, Is(branch, first), then => Inline(then, functions[first]), otherwise => Choose(otherwise, first + 1));

        string Is(OpContext branch, int position) => branch.Emit("Equal", [index, branch.Constant(Tensor.Scalar(position))]);
    }

    /// <summary>Writes an If of which each branch is made by a function of ours.</summary>
    public static string[] If(OpContext op, string condition, Func<OpContext, string[]> then, Func<OpContext, string[]> otherwise)
    {
        var (first, second) = (Graph(op, then, out var count), Graph(op, otherwise, out var other));
        return count == other
            ? op.EmitMany("If", [condition], count, OnnxAttribute.Graph("then_branch", first), OnnxAttribute.Graph("else_branch", second))
            : throw op.Refuse($"its branches return {count} and {other} values");
    }

    private static GraphProto Graph(OpContext op, Func<OpContext, string[]> write, out int count)
    {
        var branch = op.Converter.Subgraph();
        var results = write(new OpContext(op.Node, branch));
        count = results.Length;
        foreach (var result in results)
        {
            branch.Writer.SubgraphOutput(result);
        }

        return branch.Writer.Graph;
    }

    private static string[] Inline(OpContext op, NameAttrList? function)
    {
        Edge?[] passed = [.. op.Node.Inputs.Skip(1)];
        return Array.ConvertAll(op.Node.Scope.Open(op.Node, function, passed).Results(), op.Converter.Convert);
    }
}
