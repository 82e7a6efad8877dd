using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>The body of a layer's loop: reads a step's inputs, computes the cell, writes its output.</summary>
/// <remarks>Variables: counter, limit, time, outputs, hidden, cell, inputs, kernel, recurrent kernel, bias and, with a mask, the mask and the output before.</remarks>
internal static class LayerStep
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    private static readonly (string, AttrValue) IsFloat = ("element_dtype", Attributes.Of(DataType.DtFloat));

    public static string[] Write(FunctionBuilder f, string[] v, CellWeights weights, bool isMasked)
    {
        var item = f.Add("TensorListGetItem", "item", [v[6], v[2], f.Constant("row", Tensor.Create([2], -1, (int)weights.Kernel.Shape[0]))], IsFloat);
        var (hidden, cell) = weights.IsLstm ? Lstm(f, v, item) : (Gru(f, v, item), v[5]);
        string[] output = [];
        if (isMasked)
        {
            var mask = f.Add("TensorListGetItem", "mask", [v[10], v[2], f.Constant("flag", Tensor.Create([2], -1, 1))], ("element_dtype", Attributes.Of(DataType.DtBool)));
            var tiled = f.Add("Tile", "tiled", [mask, f.Constant("multiples", Tensor.Create([2], 1, weights.Units))]);
            output = [f.Add("SelectV2", "output", [tiled, hidden, v[11]], OpRun.Float)];
            hidden = f.Add("SelectV2", "kept", [tiled, hidden, v[4]], OpRun.Float);
            cell = f.Add("SelectV2", "kept_cell", [tiled, cell, v[5]], OpRun.Float);
        }

        var written = f.Add("TensorListSetItem", "set", [v[3], v[2], output is [var masked] ? masked : hidden], IsFloat);
        var next = f.Add("AddV2", "next_time", [v[2], f.Constant("one", Tensor.Scalar(1))], Int);
        var counter = f.Add("AddV2", "next_counter", [v[0], f.Constant("step", Tensor.Scalar(1))], Int);
        return [counter, v[1], next, written, hidden, cell, v[6], v[7], v[8], v[9], .. isMasked ? [v[10], .. output] : output];
    }

    private static (string Hidden, string Cell) Lstm(FunctionBuilder f, string[] v, string item)
    {
        var sum = f.Add("AddV2", "sum", [Product(f, "input", item, v[7]), Product(f, "state", v[4], v[8])], OpRun.Float);
        var gates = Split(f, "gates", f.Add("BiasAdd", "biased", [sum, Read(f, "bias", v[9])], OpRun.Float), 4);
        var kept = f.Add("Mul", "kept_part", [f.Add("Sigmoid", "forget", [gates[1]], OpRun.Float), v[5]], OpRun.Float);
        var added = f.Add("Mul", "new_part", [f.Add("Sigmoid", "let_in", [gates[0]], OpRun.Float), f.Add("Tanh", "candidate", [gates[2]], OpRun.Float)], OpRun.Float);
        var cell = f.Add("AddV2", "cell", [kept, added], OpRun.Float);
        return (f.Add("Mul", "hidden", [f.Add("Sigmoid", "let_out", [gates[3]], OpRun.Float), f.Add("Tanh", "squashed", [cell], OpRun.Float)], OpRun.Float), cell);
    }

    private static string Gru(FunctionBuilder f, string[] v, string item)
    {
        f.Add("Unpack", "unstack", [Read(f, "bias", v[9])], OpRun.Float, ("num", Attributes.Of(2L)), ("axis", Attributes.Of(0L)));
        var inputs = Split(f, "inputs", f.Add("BiasAdd", "biased", [Product(f, "input", item, v[7]), "unstack:output:0"], OpRun.Float), 3);
        var states = Split(f, "states", f.Add("BiasAdd", "biased_state", [Product(f, "state", v[4], v[8]), "unstack:output:1"], OpRun.Float), 3);
        var update = f.Add("Sigmoid", "update", [f.Add("AddV2", "update_sum", [inputs[0], states[0]], OpRun.Float)], OpRun.Float);
        var reset = f.Add("Sigmoid", "reset", [f.Add("AddV2", "reset_sum", [inputs[1], states[1]], OpRun.Float)], OpRun.Float);
        var part = f.Add("Mul", "reset_part", [reset, states[2]], OpRun.Float);
        var candidate = f.Add("Tanh", "candidate", [f.Add("AddV2", "candidate_sum", [inputs[2], part], OpRun.Float)], OpRun.Float);
        var kept = f.Add("Mul", "kept_part", [update, v[4]], OpRun.Float);
        var rest = f.Add("Sub", "rest", [f.Constant("whole", Tensor.Scalar(1f)), update], OpRun.Float);
        return f.Add("AddV2", "hidden", [kept, f.Add("Mul", "new_part", [rest, candidate], OpRun.Float)], OpRun.Float);
    }

    private static string Product(FunctionBuilder f, string name, string value, string handle) =>
        f.Add("MatMul", name + "_product", [value, Read(f, name, handle)], OpRun.Float, ("transpose_a", Attributes.Of(false)), ("transpose_b", Attributes.Of(false)));

    private static string Read(FunctionBuilder f, string name, string handle) => f.Add("ReadVariableOp", name + "_read", [handle], ("dtype", Attributes.Of(DataType.DtFloat)));

    private static string[] Split(FunctionBuilder f, string name, string value, int count)
    {
        f.Add("Split", name, [f.Constant(name + "_axis", Tensor.Scalar(1)), value], OpRun.Float, ("num_split", Attributes.Of((long)count)));
        return [.. Enumerable.Range(0, count).Select(part => $"{name}:output:{part}")];
    }
}
