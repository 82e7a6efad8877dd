using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Variables that requests read and change.</summary>
internal static class VariableKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("ReadVariableOp", OutputTypes.From("dtype"), arguments => arguments.Tensor(0)),
        HostOp.One("VarIsInitializedOp", OutputTypes.Bool, _ => Tensor.Scalar(true)),
        Assign("Assign", OutputTypes.T, (_, value) => value),
        Assign("AssignAdd", OutputTypes.T, (old, value) => ArithmeticKernels.Calculate("Add", old, value)),
        Assign("AssignSub", OutputTypes.T, (old, value) => ArithmeticKernels.Calculate("Sub", old, value)),
        Assign("AssignVariableOp", OutputTypes.From("dtype"), (_, value) => value),
        Assign("AssignAddVariableOp", OutputTypes.From("dtype"), (old, value) => ArithmeticKernels.Calculate("Add", old, value)),
        Assign("AssignSubVariableOp", OutputTypes.From("dtype"), (old, value) => ArithmeticKernels.Calculate("Sub", old, value)),
    ];

    /// <summary>What TensorFlow 1 gives back is the variable itself, read where it is used: here, what it holds now.</summary>
    private static HostOp Assign(string name, OutputType type, Func<Tensor, Tensor, Tensor> next) => HostOp.One(name, type, arguments =>
    {
        var variable = arguments.Variable(0);
        variable.Value = next(variable.Value, arguments.Tensor(1));
        return variable.Value;
    });
}
