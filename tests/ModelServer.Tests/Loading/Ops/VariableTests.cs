using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class VariableTests
{
    [Theory]
    [InlineData("VarHandleOp", "ReadVariableOp")]
    [InlineData("VariableV2", "Identity")]
    [InlineData("Variable", "Identity")]
    public void Convert_Variable_IsItsValueInTheCheckpoint(string op, string reader)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", ProtoType.DtFloat, -1);
        var handle = builder.VariableHandle("v", Tensor.Create([2], 3f, 4f));
        builder.Graph.Node.Single(node => node.Name == "v").Op = op;
        var sum = builder.Add("AddV2", "sum", [x, builder.Add(reader, "read", [handle], ("dtype", Attributes.Of(ProtoType.DtFloat)))], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, ProtoType.DtFloat))], [("y", TensorProtos.Info(sum, ProtoType.DtFloat))]);
        using var model = Models.Load(builder);

        Assert.Equal([13f, 24f], model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2], 10f, 20f) }, null)["y"].Floats());
    }
}
