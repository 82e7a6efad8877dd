using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.Recurrent;

/// <summary>Calls of Keras' recurrent layers, as ONNX's LSTM and GRU. All other calls are looked through and never converted.</summary>
internal static class RecurrentOps
{
    /// <summary>Which of Keras' gates (input, forget, cell, output) stands where in ONNX (input, output, forget, cell).</summary>
    private static readonly int[] LstmGates = [0, 3, 1, 2];

    private static readonly AttributeProto FirstAxis = OnnxAttribute.Int("axis", 0);

    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("PartitionedCall", Convert), new("StatefulPartitionedCall", Convert)];

    private static string[] Convert(OpContext op)
    {
        var layer = op.Node.Scope.RecurrentLayer(op.Node) ?? throw op.Refuse($"its function {op.Node.Attribute("f")?.Func?.Name} does not exist");
        var recurrent = layer.IsLstm ? 4 : 3;
        var units = op.StaticShape(recurrent) is [var rows, _] ? rows : throw op.Refuse("the recurrent kernel must be constant");
        var size = OnnxAttribute.Int("hidden_size", units);
        string[] inputs = [Sequence(op, layer), .. layer.IsLstm ? LstmWeights(op) : GruWeights(op)];
        var results = layer.IsLstm
            ? op.EmitMany("LSTM", inputs, 3, size)
            : op.EmitMany("GRU", inputs, 2, size, OnnxAttribute.Int("linear_before_reset", 1));
        string[] states = [.. results.Skip(1).Select(state => op.Emit("Squeeze", [state, op.Vector(0)]))];
        var outputs = op.Emit("Squeeze", [results[0], op.Vector(1)]);
        var runtime = op.Constant(Tensor.Scalar(1f)); // which device ran it; 1 is the CPU
        return [states[0], layer.IsTimeMajor ? outputs : Swapped(op, outputs), .. states, runtime];
    }

    /// <summary>Gets the inputs with time first, reversed for layers that go backwards: their outputs stay in that order.</summary>
    private static string Sequence(OpContext op, RecurrentLayer layer)
    {
        var sequence = layer.IsTimeMajor ? op.Input(0) : Swapped(op, op.Input(0));
        return layer.GoesBackwards ? op.Emit("Slice", [sequence, op.Vector(-1), op.Vector(long.MinValue), op.Vector(0), op.Vector(-1)]) : sequence;
    }

    private static string[] LstmWeights(OpContext op)
    {
        var bias = InOnnxOrder(op, op.Input(5));
        var none = op.Emit("Expand", [op.Scalar(op.Node.Attribute("Tin")?.List?.Type is [var type, ..] ? (DataType)type : DataType.Float, 0), op.Emit("Shape", [bias])]);
        return
        [
            WithDirection(op, InOnnxOrder(op, Transposed(op, op.Input(3)))),
            WithDirection(op, InOnnxOrder(op, Transposed(op, op.Input(4)))),
            WithDirection(op, op.Emit("Concat", [bias, none], FirstAxis)),
            string.Empty,
            WithDirection(op, op.Input(1)),
            WithDirection(op, op.Input(2)),
        ];
    }

    /// <summary>The gates stand in the same order, update, reset, hidden; the rows of the bias are for the inputs and for the state.</summary>
    private static string[] GruWeights(OpContext op) =>
    [
        WithDirection(op, Transposed(op, op.Input(2))),
        WithDirection(op, Transposed(op, op.Input(3))),
        op.Emit("Reshape", [op.Input(4), op.Vector(1, -1)]),
        string.Empty,
        WithDirection(op, op.Input(1)),
    ];

    private static string InOnnxOrder(OpContext op, string gates)
    {
        var parts = op.EmitMany("Split", [gates], LstmGates.Length, FirstAxis, OnnxAttribute.Int("num_outputs", LstmGates.Length));
        return op.Emit("Concat", LstmGates.Select(gate => parts[gate]), FirstAxis);
    }

    private static string WithDirection(OpContext op, string value) => op.Emit("Unsqueeze", [value, op.Vector(0)]);

    private static string Transposed(OpContext op, string matrix) => Layout.Transpose(op, matrix, 1, 0);

    private static string Swapped(OpContext op, string sequence) => Layout.Transpose(op, sequence, 1, 0, 2);
}
