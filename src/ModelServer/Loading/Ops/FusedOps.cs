using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>What graphs that went through TensorFlow's optimizer append to products and convolutions.</summary>
internal static class FusedOps
{
    /// <summary>Applies the operations that the attribute <c>fused_ops</c> names; their arguments follow the first two inputs.</summary>
    public static string Finish(OpContext op, string value)
    {
        var argument = 2;
        foreach (var fused in op.Node.Attribute("fused_ops")?.List?.S.Select(name => name.ToStringUtf8()) ?? [])
        {
            if (fused == "FusedBatchNorm")
            {
                value = Normalize(op, value, argument);
                argument += 4;
            }
            else
            {
                value = fused switch
                {
                    "BiasAdd" => MatrixOps.AddBias(op, value, op.Input(argument++)),
                    "Add" => op.EmitTyped("Add", [value, op.Input(argument++)]),
                    _ => ActivationOps.Apply(op, fused, value),
                };
            }
        }

        return value;
    }

    private static string Normalize(OpContext op, string value, int first)
    {
        var result = op.EmitTyped(
            "BatchNormalization",
            [Layout.ToChannelsFirst(op, value), op.Input(first), op.Input(first + 1), op.Input(first + 2), op.Input(first + 3)],
            OnnxAttribute.Float("epsilon", op.Node.Float("epsilon", 1e-4f)));
        return Layout.FromChannelsFirst(op, result);
    }
}
