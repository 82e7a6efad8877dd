using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>Adds an LSTM as TensorFlow 1 unrolled it over sequences of different lengths: a loop of single nodes over arrays.</summary>
internal static class DynamicRnn
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    private static readonly (string, AttrValue) Item = ("dtype", Attributes.Of(DataType.DtFloat));

    /// <summary>Adds the layer over inputs of shape [batch, time, features] and returns outputs, hidden state and cells.</summary>
    public static string[] AddDynamicRnn(this SavedModelBuilder builder, string inputs, string lengths, CellWeights weights)
    {
        var order = builder.Constant("rnn/order", Tensor.Create([3], 1, 0, 2));
        var steps = builder.Add("Transpose", "rnn/transpose", [inputs, order], OpRun.Float);
        var (count, batch) = (Size(builder, "rnn/time_steps", steps, 0), Size(builder, "rnn/batch", steps, 1));
        var zeros = builder.Add("Fill", "rnn/zeros", [builder.Add("Pack", "rnn/state_shape", [batch, builder.Constant("rnn/units", Tensor.Scalar(weights.Units))], Int), builder.Constant("rnn/zero", Tensor.Scalar(0f))], OpRun.Float);
        foreach (var name in new[] { "rnn/input", "rnn/output" })
        {
            var shape = new AttrValue { Shape = name == "rnn/input" ? new TensorShapeProto { UnknownRank = true } : TensorProtos.Shape(-1, weights.Units) };
            builder.Add("TensorArrayV3", name, [count], Item, ("element_shape", shape), ("dynamic_size", Attributes.Of(false)));
        }

        var all = builder.Add("Range", "rnn/range", [builder.Constant("rnn/first", Tensor.Scalar(0)), count, builder.Constant("rnn/by", Tensor.Scalar(1))]);
        var unstacked = builder.Add("TensorArrayScatterV3", "rnn/unstack", ["rnn/input", all, steps, "rnn/input:1"], OpRun.Float);
        var last = builder.FrameLoop(
            "rnn/while",
            [(builder.Constant("rnn/time", Tensor.Scalar(0)), DataType.DtInt32), ("rnn/output:1", DataType.DtFloat), (zeros, DataType.DtFloat), (zeros, DataType.DtFloat)],
            ["rnn/input", unstacked, "rnn/output", count, lengths, zeros, Kernel(builder, weights), Bias(builder, weights)],
            v => builder.Add("Less", "rnn/less", [v[0], v[7]], Int),
            v => Step(builder, v));
        builder.Add("TensorArraySizeV3", "rnn/size", ["rnn/output", last[1]]);
        var written = builder.Add("Range", "rnn/written", ["rnn/first", "rnn/size", "rnn/by"]);
        var stacked = builder.Add("TensorArrayGatherV3", "rnn/stack", ["rnn/output", written, last[1]], Item, ("element_shape", Attributes.Shape(-1, weights.Units)));
        return [builder.Add("Transpose", "rnn/outputs", [stacked, order], OpRun.Float), last[2], last[3]];
    }

    /// <summary>Sequences that have ended keep their state and give zeros.</summary>
    private static string[] Step(SavedModelBuilder b, string[] v)
    {
        var item = b.Add("TensorArrayReadV3", "rnn/while/read", [v[4], v[0], v[5]], Item);
        var joined = b.Add("ConcatV2", "rnn/while/concat", [item, v[2], b.Constant("rnn/while/axis", Tensor.Scalar(1))], OpRun.Float);
        var gates = b.Add("BiasAdd", "rnn/while/gates", [b.Add("MatMul", "rnn/while/product", [joined, v[10]], OpRun.Float), v[11]], OpRun.Float);
        b.Add("Split", "rnn/while/split", [b.Constant("rnn/while/split_axis", Tensor.Scalar(1)), gates], OpRun.Float, ("num_split", Attributes.Of(4L)));
        var forget = Sigmoid("forget", b.Add("Add", "rnn/while/forget_bias", ["rnn/while/split:2", b.Constant("rnn/while/one", Tensor.Scalar(1f))], OpRun.Float));
        var kept = b.Add("Mul", "rnn/while/kept", [v[3], forget], OpRun.Float);
        var added = b.Add("Mul", "rnn/while/added", [Sigmoid("input", "rnn/while/split"), b.Add("Tanh", "rnn/while/candidate", ["rnn/while/split:1"], OpRun.Float)], OpRun.Float);
        var cell = b.Add("Add", "rnn/while/cell", [kept, added], OpRun.Float);
        var hidden = b.Add("Mul", "rnn/while/hidden", [b.Add("Tanh", "rnn/while/squashed", [cell], OpRun.Float), Sigmoid("output", "rnn/while/split:3")], OpRun.Float);
        var isOver = b.Add("GreaterEqual", "rnn/while/is_over", [v[0], v[8]], Int);
        var output = b.Add("Select", "rnn/while/emit", [isOver, v[9], hidden], OpRun.Float);
        var written = b.Add("TensorArrayWriteV3", "rnn/while/write", [v[6], v[0], output, v[1]], OpRun.Float);
        var next = b.Add("Add", "rnn/while/next", [v[0], b.Constant("rnn/while/step", Tensor.Scalar(1))], Int);
        return [next, written, b.Add("Select", "rnn/while/keep_hidden", [isOver, v[2], hidden], OpRun.Float), b.Add("Select", "rnn/while/keep_cell", [isOver, v[3], cell], OpRun.Float)];

        string Sigmoid(string name, string value) => b.Add("Sigmoid", "rnn/while/let_" + name, [value], OpRun.Float);
    }

    /// <summary>One matrix for inputs and state, whose gates stand in another order than Keras': input, cell, forget, output.</summary>
    private static string Kernel(SavedModelBuilder builder, CellWeights weights)
    {
        var rows = weights.Kernel.Shape[0] + weights.Units;
        var values = weights.Kernel.Floats().Concat(weights.Recurrent.Floats()).Chunk(4 * weights.Units).SelectMany(row => Reordered(row, weights.Units));
        return builder.Variable("rnn/kernel", Tensor.Create<float>([rows, 4 * weights.Units], values.ToArray()));
    }

    /// <summary>The one that the loop adds to the forget gate is not in the variable.</summary>
    private static string Bias(SavedModelBuilder builder, CellWeights weights)
    {
        var values = Reordered(weights.Bias.Floats(), weights.Units).Select((value, index) => index / weights.Units == 2 ? value - 1 : value);
        return builder.Variable("rnn/bias", Tensor.Create<float>([4 * weights.Units], values.ToArray()));
    }

    private static IEnumerable<float> Reordered(float[] gates, int units) => new[] { 0, 2, 1, 3 }.SelectMany(gate => gates.Skip(gate * units).Take(units));

    private static string Size(SavedModelBuilder builder, string name, string value, int axis)
    {
        var shape = builder.Add("Shape", name + "/shape", [value], OpRun.Float);
        string[] slice = [shape, builder.Constant(name + "/begin", Tensor.Create([1], axis)), builder.Constant(name + "/end", Tensor.Create([1], axis + 1)), builder.Constant(name + "/stride", Tensor.Create([1], 1))];
        return builder.Add("StridedSlice", name, slice, Int, ("shrink_axis_mask", Attributes.Of(1L)));
    }
}
