using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Graphs with the constructs that importing follows: functions in functions, constants folded over constants, many ops.</summary>
internal static class GraphSeeds
{
    public static SavedModelBuilder Functions()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, 4);
        var kernel = builder.VariableHandle("b", Tensor.Scalar(2f));
        builder.Graph.Library.Function.Add(Function("inner", "product:z:0", SavedModelBuilder.Node("Mul", "product", ["v", "w"], Float)));
        builder.Graph.Library.Function.Add(Function(
            "outer",
            "call:output:0",
            SavedModelBuilder.Node("ReadVariableOp", "read", ["w"], ("dtype", Attributes.Of(DataType.DtFloat))),
            SavedModelBuilder.Node("PartitionedCall", "call", ["v", "read:value:0"], ("f", Attributes.Function("inner")))));
        var called = builder.Add("StatefulPartitionedCall", "called", [x, kernel], ("f", Attributes.Function("outer")));
        var two = builder.Constant("two", Tensor.Scalar(2));
        var shape = builder.Add("Pack", "shape", [builder.Constant("open", Tensor.Scalar(-1)), two], ("axis", Attributes.Of(0L)));
        var reshaped = builder.Add("Reshape", "reshaped", [called, shape]);
        var axes = builder.Constant("axes", Tensor.Create([1], 1));
        var mean = builder.Add("Mean", "mean", [reshaped, axes], Float, ("keep_dims", Attributes.Of(true)));
        var joined = builder.Add("ConcatV2", "joined", [reshaped, mean, builder.Constant("axis", Tensor.Scalar(1))], Float);
        var sliced = builder.Add(
            "StridedSlice",
            "sliced",
            [joined, builder.Constant("begin", Tensor.Create([2], 0, 1)), builder.Constant("end", Tensor.Create([2], 0, 3)), builder.Constant("strides", Tensor.Create([2], 1, 1))],
            Float,
            ("begin_mask", Attributes.Of(1L)),
            ("end_mask", Attributes.Of(1L)));
        builder.Add("Softmax", "y", [sliced], Float);
        builder.Sign(
            "serving_default",
            [("x", TensorProtos.Info(x, DataType.DtFloat, -1, 4))],
            [("y", TensorProtos.Info("y:0", DataType.DtFloat, -1, 2)), ("called", TensorProtos.Info(called, DataType.DtFloat))]);
        return builder;
    }

    private static (string, AttrValue) Float => ("T", Attributes.Of(DataType.DtFloat));

    private static FunctionDef Function(string name, string result, params NodeDef[] nodes)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name }, NodeDef = { nodes } };
        function.Signature.InputArg.Add([new OpDef.Types.ArgDef { Name = "v" }, new OpDef.Types.ArgDef { Name = "w" }]);
        function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = "result" });
        function.Ret["result"] = result;
        return function;
    }
}
