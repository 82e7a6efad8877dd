using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>Exports whose restore op leaves a variable of the signature without a value.</summary>
public sealed class UnassignedVariableTests
{
    private static readonly (string, AttrValue) Float = ("dtype", Attributes.Of(DataType.DtFloat));

    [Fact]
    public void Load_OnlyACopyIsRestored_NamesTheCopyAndTheRemedy()
    {
        var builder = Model();
        builder.VariableHandle("Variable_3", Tensor.Scalar(1f));
        builder.Add("ReadVariableOp", "Variable_3/Initializer/ReadVariableOp", ["dense/bias"], Float);
        builder.Add("AssignVariableOp", "Variable_3/Assign", ["Variable_3", "Variable_3/Initializer/ReadVariableOp"], Float);

        Assert.Equal(
            new LoadError(
                ErrorCode.FailedPrecondition,
                "Variable dense/bias has no value: the SavedModel's restore op assigns it to the copy Variable_3 only, as tf.saved_model.save does with models of Keras 3, which TensorFlow Serving cannot run: export with model.export()"),
            Models.FailToLoad(builder));
    }

    [Fact]
    public void Load_NothingIsRestored_SaysSo()
    {
        var builder = Model();
        builder.VariableHandle("other", Tensor.Scalar(1f));

        Assert.Equal(new LoadError(ErrorCode.FailedPrecondition, "Variable dense/bias has no value: the SavedModel's restore op does not assign it"), Models.FailToLoad(builder));
    }

    /// <summary>The saver of TensorFlow before 1.0 restores each variable by an operation of its own.</summary>
    [Theory]
    [InlineData("RestoreSlice")]
    [InlineData("Restore")]
    public void Load_RestoredFromTheFirstFormat_NamesTheOperation(string op)
    {
        var builder = Model();
        builder.VariableHandle("other", Tensor.Scalar(1f));
        var text = Tensor.FromStrings([], "dense/bias");
        string[] inputs = [builder.Constant("old/file", text), builder.Constant("old/name", text), .. op == "RestoreSlice" ? [builder.Constant("old/slice", Tensor.FromStrings([], ""))] : Array.Empty<string>()];
        builder.Add("AssignVariableOp", "old/Assign", ["dense/bias", builder.Add(op, "old/restore", inputs, ("dt", Attributes.Of(DataType.DtFloat)))], Float);

        Assert.Equal(
            new LoadError(
                ErrorCode.FailedPrecondition,
                $"Variable dense/bias has no value: it is restored by {op} (node old/restore), which reads checkpoints of format V1; SavedModels are restored from format V2 only"),
            Models.FailToLoad(builder));
    }

    private static SavedModelBuilder Model()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat);
        builder.Add("VarHandleOp", "dense/bias", [], Float, ("shape", Attributes.Shape()), ("shared_name", Attributes.Of("dense/bias")));
        var sum = builder.Add("AddV2", "sum", [x, builder.Add("ReadVariableOp", "read", ["dense/bias"], Float)], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(sum, DataType.DtFloat))]);
        return builder;
    }
}
