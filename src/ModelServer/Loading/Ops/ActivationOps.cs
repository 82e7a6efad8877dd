using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Activation functions.</summary>
internal static class ActivationOps
{
    private static readonly string[] Same = ["Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign"];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        .. Same.Select(name => KeyValuePair.Create<string, OpConverter>(name, op => [op.EmitTyped(name, op.Inputs)])),
        new("Relu", op => [Relu(op, op.Input(0))]),
        new("Relu6", op => [Relu6(op, op.Input(0))]),
        new("LeakyRelu", op => [LeakyRelu(op, op.Input(0))]),
        new("Softmax", op => [op.EmitTyped("Softmax", op.Inputs, OnnxAttribute.Int("axis", -1))]),
        new("LogSoftmax", op => [op.EmitTyped("LogSoftmax", op.Inputs, OnnxAttribute.Int("axis", -1))]),
    ];

    /// <summary>Applies an activation that the graph's optimizer fused into another operation.</summary>
    public static string Apply(OpContext op, string activation, string value) => activation switch
    {
        "Relu" => Relu(op, value),
        "Relu6" => Relu6(op, value),
        "LeakyRelu" => LeakyRelu(op, value),
        "Elu" or "Sigmoid" or "Tanh" => op.EmitTyped(activation, [value]),
        _ => throw op.Refuse($"the fused operation {activation}"),
    };

    private static string Relu(OpContext op, string value) => op.EmitTyped("Relu", [value]);

    private static string Relu6(OpContext op, string value) =>
        op.EmitTyped("Clip", [value, op.Scalar(op.ElementType(), 0), op.Scalar(op.ElementType(), 6)]);

    private static string LeakyRelu(OpContext op, string value) =>
        op.EmitTyped("LeakyRelu", [value], OnnxAttribute.Float("alpha", op.Node.Float("alpha", op.Node.Float("leakyrelu_alpha", 0.2f))));
}
