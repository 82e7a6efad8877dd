using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Graphs whose nodes hold functions, or stand in conditionals and loops themselves.</summary>
internal static class ControlFlowSeeds
{
    private static (string, AttrValue) Float => ("T", Attributes.Of(DataType.DtFloat));

    private static (string, AttrValue) Int => ("T", Attributes.Of(DataType.DtInt32));

    /// <summary>A loop that writes to a list, whose body branches; and a layer that is known by its mark.</summary>
    public static SavedModelBuilder Functions()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Feed("x", DataType.DtFloat);
        var inner = builder.Branch("inner", 2, (f, v) => f.Add("Mul", "product", [v[0], v[1]], Float));
        var outer = builder.Branch("outer", 2, (f, v) => f.Add("PartitionedCall", "call", [v[0], v[1]], ("f", inner)));
        var list = builder.Add("TensorListReserve", "list", [builder.Constant("shape", Tensor.Create([1], -1)), builder.Constant("three", Tensor.Scalar(3))], ("element_dtype", Attributes.Of(DataType.DtFloat)));
        var outputs = builder.While(
            "loop",
            [(builder.Constant("zero", Tensor.Scalar(0)), DataType.DtInt32), (list, DataType.DtVariant), (x, DataType.DtFloat)],
            (f, v) => f.Add("Less", "less", [v[0], f.Constant("limit", Tensor.Scalar(3))], Int),
            (f, v) =>
            {
                var even = f.Add("Equal", "even", [f.Add("FloorMod", "rest", [v[0], f.Constant("two", Tensor.Scalar(2))], Int), f.Constant("none", Tensor.Scalar(0))], Int);
                var item = f.Add("StatelessIf", "choice", [even, v[2], v[2]], ("then_branch", inner), ("else_branch", outer));
                return [f.Add("AddV2", "next", [v[0], f.Constant("one", Tensor.Scalar(1))], Int), f.Add("TensorListSetItem", "write", [v[1], v[0], item]), v[2]];
            });
        var stacked = builder.Add("TensorListStack", "stacked", [outputs[1], "shape:0"]);
        string[] layer = [x, .. Enumerable.Range(0, 5).Select(index => builder.Constant($"weight{index}", Tensor.Create([2, 4], 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f)))];
        var mark = builder.Function("layer", f =>
        {
            foreach (var index in Enumerable.Range(0, layer.Length))
            {
                f.Argument($"argument{index}", DataType.DtFloat);
            }

            f.Attribute("api_implements", Attributes.Of("lstm_1"));
        });
        builder.Sign(new() { ["x"] = Tensor.Scalar(0f) }, (stacked, DataType.DtFloat), (builder.Add("PartitionedCall", "marked", layer, ("f", mark)), DataType.DtFloat));
        return builder;
    }

    /// <summary>A conditional in a loop that writes to an array.</summary>
    public static SavedModelBuilder Frames()
    {
        var builder = new SavedModelBuilder();
        builder.Add("TensorArrayV3", "array", [builder.Constant("three", Tensor.Scalar(3))], ("dtype", Attributes.Of(DataType.DtFloat)));
        var zero = builder.Constant("zero", Tensor.Scalar(0));
        var last = builder.FrameLoop(
            "while",
            [(zero, DataType.DtInt32), ("array:1", DataType.DtFloat)],
            ["three:0", builder.Constant("one", Tensor.Scalar(1)), "array", builder.Feed("x", DataType.DtFloat)],
            v => builder.Add("Less", "less", [v[0], v[2]], Int),
            v =>
            {
                var first = builder.Add("Equal", "first", [v[0], builder.Constant("start", Tensor.Scalar(0))], Int);
                var item = builder.Conditional("cond", first, [v[5]], branch => builder.Add("Neg", "negative", branch, Float), branch => builder.Add("Square", "square", branch, Float));
                return [builder.Add("Add", "next", [v[0], v[3]], Int), builder.Add("TensorArrayWriteV3", "write", [v[4], v[0], item, v[1]])];
            });
        var all = builder.Add("Range", "all", ["zero:0", "three:0", "one:0"]);
        builder.Sign(new() { ["x"] = Tensor.Scalar(0f) }, (builder.Add("TensorArrayGatherV3", "stacked", ["array", all, last[1]]), DataType.DtFloat));
        return builder;
    }
}
