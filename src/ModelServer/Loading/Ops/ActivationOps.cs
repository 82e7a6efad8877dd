using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Activation functions.</summary>
internal static class ActivationOps
{
    private static readonly string[] Same = ["Relu", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign"];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Same.Select(name => KeyValuePair.Create<string, OpConverter>(name, op => [op.Emit(name, op.Inputs)])),
        new("Relu6", Relu6),
        new("LeakyRelu", op => [op.Emit("LeakyRelu", op.Inputs, OnnxAttribute.Float("alpha", op.Node.Float("alpha", 0.2f)))]),
        new("Softmax", op => [op.Emit("Softmax", op.Inputs, OnnxAttribute.Int("axis", -1))]),
        new("LogSoftmax", op => [op.Emit("LogSoftmax", op.Inputs, OnnxAttribute.Int("axis", -1))]),
    ];

    private static string[] Relu6(OpContext op)
    {
        var type = op.Node.Type("T", Inference.Tensors.DataType.Float);
        return [op.Emit("Clip", [op.Input(0), op.Scalar(type, 0), op.Scalar(type, 6)])];
    }
}
