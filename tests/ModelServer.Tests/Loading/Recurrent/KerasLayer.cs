using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>Adds recurrent layers to a graph as Keras exports them.</summary>
internal static class KerasLayer
{
    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));

    private static readonly (string, AttrValue)[] Floats = [("element_dtype", Attributes.Of(DataType.DtFloat)), ("shape_type", Attributes.Of(DataType.DtInt32))];

    /// <summary>Adds the call of a function that is marked as an implementation of a layer. Its body is never looked at, so it holds nothing that could run.</summary>
    /// <returns>The outputs: the last one, all, the state, and the runtime.</returns>
    public static string[] AddMarked(this SavedModelBuilder builder, string name, string inputs, CellWeights weights, bool isTimeMajor, bool goesBackwards)
    {
        var function = builder.Function($"__inference_standard_{name}_17", body =>
        {
            string[] arguments = weights.IsLstm ? ["inputs", "init_h", "init_c", "kernel", "recurrent_kernel", "bias"] : ["inputs", "init_h", "kernel", "recurrent_kernel", "bias"];
            var made = body.Add("DeviceSpecificOp", "hidden", arguments.Select(argument => body.Argument(argument, DataType.DtFloat)).ToArray());
            for (var output = 0; output < arguments.Length - 1; output++)
            {
                body.Return(made, DataType.DtFloat);
            }

            body.Attribute("api_implements", Attributes.Of((weights.IsLstm ? "lstm_" : "gru_") + "0c7e1b6e-54e4-4b0b-9d4a-3f6a2d7c9a01"));
            body.Attribute("api_preferred_device", Attributes.Of("CPU"));
            body.Attribute("time_major", Attributes.Of(isTimeMajor));
            body.Attribute("go_backwards", Attributes.Of(goesBackwards));
        });
        var zeros = Zeros(builder, name, inputs, weights.Units, isTimeMajor ? 1 : 0);
        string[] state = weights.IsLstm ? [zeros, zeros] : [zeros];
        string[] variables = [builder.Variable(name + "/kernel", weights.Kernel), builder.Variable(name + "/recurrent_kernel", weights.Recurrent), builder.Variable(name + "/bias", weights.Bias)];
        builder.Add("PartitionedCall", name, [inputs, .. state, .. variables], ("f", function));
        return [.. Enumerable.Range(0, weights.IsLstm ? 5 : 4).Select(output => $"{name}:{output}")];
    }

    /// <summary>Adds a loop over lists of the steps, as Keras 3 exports layers and Keras 2 those with a mask or unusual settings.</summary>
    /// <returns>The outputs: all, with time in the second place, and the state.</returns>
    public static string[] AddLoop(this SavedModelBuilder builder, string name, string inputs, CellWeights weights, bool goesBackwards = false, string? mask = null)
    {
        var order = builder.Constant(name + "/order", Tensor.Create([3], 1, 0, 2));
        var steps = builder.Add("Transpose", name + "/transpose", [inputs, order], OpRun.Float);
        var first = builder.Constant(name + "/axis", Tensor.Create([1], 0));
        steps = goesBackwards ? builder.Add("ReverseV2", name + "/reverse", [steps, first], OpRun.Float) : steps;
        var row = builder.Constant(name + "/row", Tensor.Create([2], -1, (int)weights.Kernel.Shape[0]));
        var list = builder.Add("TensorListFromTensor", name + "/unstack", [steps, row], Floats);
        var count = Size(builder, name + "/steps", steps, 0);
        var output = builder.Constant(name + "/output", Tensor.Create([2], -1, weights.Units));
        var written = builder.Add("TensorListReserve", name + "/reserve", [output, count], Floats);
        var zeros = Zeros(builder, name, inputs, weights.Units, 0);
        List<(string, DataType)> variables =
        [
            (builder.Constant(name + "/counter", Tensor.Scalar(0)), DataType.DtInt32), (count, DataType.DtInt32), (builder.Constant(name + "/time", Tensor.Scalar(0)), DataType.DtInt32),
            (written, DataType.DtVariant), (zeros, DataType.DtFloat), (zeros, DataType.DtFloat), (list, DataType.DtVariant),
            (builder.VariableHandle(name + "/kernel", weights.Kernel), DataType.DtResource), (builder.VariableHandle(name + "/recurrent_kernel", weights.Recurrent), DataType.DtResource),
            (builder.VariableHandle(name + "/bias", weights.Bias), DataType.DtResource),
        ];
        if (mask is not null)
        {
            var columns = builder.Add("Transpose", name + "/mask", [builder.Add("ExpandDims", name + "/wide", [mask, builder.Constant(name + "/end", Tensor.Scalar(-1))]), order]);
            variables.Add((builder.Add("TensorListFromTensor", name + "/masks", [goesBackwards ? builder.Add("ReverseV2", name + "/reversed", [columns, first]) : columns, row], Floats), DataType.DtVariant));
            variables.Add((zeros, DataType.DtFloat));
        }

        var outputs = builder.While(
            name + "/while",
            [.. variables],
            (f, v) => f.Add("LogicalAnd", "both", [f.Add("Less", "less", [v[0], v[1]], Int), f.Add("Less", "more", [v[2], v[1]], Int)]),
            (f, v) => LayerStep.Write(f, v, weights, mask is not null),
            "While");
        var stacked = builder.Add("TensorListStack", name + "/stack", [outputs[3], output], [.. Floats, ("num_elements", Attributes.Of(-1L))]);
        return [builder.Add("Transpose", name + "/outputs", [stacked, order], OpRun.Float), outputs[4], outputs[5]];
    }

    private static string Zeros(SavedModelBuilder builder, string name, string inputs, int units, int batchAxis)
    {
        var batch = Size(builder, name + "/batch", inputs, batchAxis);
        var shape = builder.Add("Pack", name + "/packed", [batch, builder.Constant(name + "/units", Tensor.Scalar(units))], Int, ("N", Attributes.Of(2L)), ("axis", Attributes.Of(0L)));
        return builder.Add("Fill", name + "/zeros", [shape, builder.Constant(name + "/nothing", Tensor.Scalar(0f))], OpRun.Float);
    }

    private static string Size(SavedModelBuilder builder, string name, string value, int axis)
    {
        var shape = builder.Add("Shape", name + "/shape", [value], OpRun.Float);
        string[] slice = [shape, builder.Constant(name + "/begin", Tensor.Create([1], axis)), builder.Constant(name + "/end", Tensor.Create([1], axis + 1)), builder.Constant(name + "/by", Tensor.Create([1], 1))];
        return builder.Add("StridedSlice", name, slice, Int, ("Index", Attributes.Of(DataType.DtInt32)), ("shrink_axis_mask", Attributes.Of(1L)));
    }
}
