using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Small models, one for each rule that half-plus-two cannot show.</summary>
internal static class BuiltModels
{
    private const string Default = "serving_default";

    private static readonly Dictionary<string, DataType> Types = new()
    {
        ["float"] = DataType.DtFloat,
        ["double"] = DataType.DtDouble,
        ["int8"] = DataType.DtInt8,
        ["int16"] = DataType.DtInt16,
        ["int32"] = DataType.DtInt32,
        ["int64"] = DataType.DtInt64,
        ["uint8"] = DataType.DtUint8,
        ["uint16"] = DataType.DtUint16,
        ["uint32"] = DataType.DtUint32,
        ["uint64"] = DataType.DtUint64,
        ["bool"] = DataType.DtBool,
        ["half"] = DataType.DtHalf,
        ["string"] = DataType.DtString,
    };

    /// <summary>Gets all models by name.</summary>
    public static IEnumerable<(string Name, SavedModelBuilder Builder)> All() =>
    [
        ("default", HalfPlusTwoModel.Builder()),
        .. Types.Select(type => (type.Key, Echo(type.Value, "y"))),
        ("bytes", Echo(DataType.DtString, "image_bytes")),
        ("half_output", HalfOutput()),
        ("arithmetic", Arithmetic()),
        ("texts", Texts()),
        ("unequal", Beside(Tensor.Create([2], 1f, 2f))),
        ("scalar", Beside(Tensor.Scalar(7f))),
        ("empty", Fixed("y", Tensor.Create([0, 3], Array.Empty<float>()))),
        ("no_inputs", NoInputs()),
        ("redundant", Redundant()),
        ("defaults", Defaults()),
        ("classes", Classes()),
    ];

    private static (string, AttrValue) T(DataType type) => ("T", Attributes.Of(type));

    /// <summary>Gives back what it gets.</summary>
    private static SavedModelBuilder Echo(DataType type, string output)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", type, -1);
        builder.Sign(Default, [("x", TensorProtos.Info(x, type, -1))], [(output, TensorProtos.Info(builder.Add("Identity", "same", [x], T(type)), type, -1))]);
        return builder;
    }

    private static SavedModelBuilder HalfOutput()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        var y = builder.Add("Cast", "y", [x], ("SrcT", Attributes.Of(DataType.DtFloat)), ("DstT", Attributes.Of(DataType.DtHalf)));
        builder.Sign(Default, [("x", TensorProtos.Info(x, DataType.DtFloat, -1))], [("y", TensorProtos.Info(y, DataType.DtHalf, -1))]);
        return builder;
    }

    /// <summary>Two inputs, two outputs.</summary>
    private static SavedModelBuilder Arithmetic()
    {
        var builder = new SavedModelBuilder();
        var (a, b) = (builder.Placeholder("a", DataType.DtFloat, -1), builder.Placeholder("b", DataType.DtFloat, -1));
        builder.Sign(
            Default,
            [("a", Info(a)), ("b", Info(b))],
            [("difference", Info(builder.Add("Sub", "difference", [a, b], T(DataType.DtFloat)))), ("sum", Info(builder.Add("AddV2", "sum", [a, b], T(DataType.DtFloat))))]);
        return builder;
    }

    /// <summary>The same strings twice; one of the names says that they are bytes.</summary>
    private static SavedModelBuilder Texts()
    {
        var builder = new SavedModelBuilder();
        var s = builder.Placeholder("s", DataType.DtString, -1);
        builder.Sign(
            Default,
            [("s", TensorProtos.Info(s, DataType.DtString, -1))],
            [
                ("t", TensorProtos.Info(builder.Add("Identity", "t", [s], T(DataType.DtString)), DataType.DtString, -1)),
                ("t_bytes", TensorProtos.Info(builder.Add("Identity", "u", [s], T(DataType.DtString)), DataType.DtString, -1)),
            ]);
        return builder;
    }

    /// <summary>y = x, and a second output z that does not depend on it.</summary>
    private static SavedModelBuilder Beside(Tensor z)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Sign(Default, [("x", Info(x))], [("y", Info(x)), ("z", Info(builder.Constant("z", z)))]);
        return builder;
    }

    private static SavedModelBuilder Fixed(string output, Tensor value)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1);
        builder.Sign(Default, [("x", Info(x))], [(output, Info(builder.Constant("value", value)))]);
        return builder;
    }

    private static SavedModelBuilder NoInputs()
    {
        var builder = new SavedModelBuilder();
        var y = builder.Constant("y", Tensor.Create([1], 1f));
        builder.Sign(Default, [], [("y", Info(y))]);
        builder.Sign("named", [], [("y", Info(y))]);
        return builder;
    }

    /// <summary>z = x + 1; y is asked for and not used.</summary>
    private static SavedModelBuilder Redundant()
    {
        var builder = new SavedModelBuilder();
        var (x, y) = (builder.Placeholder("x", DataType.DtFloat, -1), builder.Placeholder("y", DataType.DtFloat, -1));
        var z = builder.Add("AddV2", "z", [x, builder.Constant("one", Tensor.Scalar(1f))], T(DataType.DtFloat));
        builder.Sign(Default, [("x", Info(x)), ("y", Info(y))], [("z", Info(z))]);
        return builder;
    }

    /// <summary>y = x + d, where callers may leave out d, which is 10 then.</summary>
    private static SavedModelBuilder Defaults()
    {
        var builder = new SavedModelBuilder();
        var (x, d) = (builder.Placeholder("x", DataType.DtFloat, -1), builder.Placeholder("d", DataType.DtFloat));
        builder.Sign(Default, [("x", Info(x)), ("d", Info(d))], [("y", Info(builder.Add("AddV2", "y", [x, d], T(DataType.DtFloat))))]);
        builder.Default(Default, "d", Tensor.Scalar(10f));
        return builder;
    }

    /// <summary>Signatures for examples whose outputs are constants: two classes for one example, and all sorts of wrong shapes.</summary>
    private static SavedModelBuilder Classes()
    {
        var builder = new SavedModelBuilder();
        var inputs = TensorProtos.Info(builder.Placeholder("tf_example", DataType.DtString, -1), DataType.DtString, -1);
        var labels = TensorProtos.Info(builder.Constant("labels", Tensor.FromStrings([1, 2], "car", "bus")), DataType.DtString, -1, 2);
        var scores = Info(builder.Constant("scores", Tensor.Create([1, 2], 0.2f, 0.1f)));
        var wide = Info(builder.Constant("wide", Tensor.Create([1, 3], 1f, 2f, 3f)));
        var flat = Info(builder.Constant("flat", Tensor.Create([1], 0.5f)));
        var none = Info(builder.Constant("none", Tensor.Create([0, 2], Array.Empty<float>())));
        builder.Sign(Default, [("inputs", inputs)], [("scores", scores)]);
        builder.Sign("both", [("inputs", inputs)], [("classes", labels), ("scores", scores)]);
        builder.Sign("labels", [("inputs", inputs)], [("classes", labels)]);
        builder.Sign("scores", [("inputs", inputs)], [("scores", scores)]);
        builder.Sign("flat", [("inputs", inputs)], [("scores", flat)]);
        builder.Sign("none", [("inputs", inputs)], [("scores", none)]);
        builder.Sign("differ", [("inputs", inputs)], [("classes", labels), ("scores", wide)]);
        builder.Sign("two_inputs", [("inputs", inputs), ("more", inputs)], [("scores", scores)]);
        builder.Sign("three_outputs", [("inputs", inputs)], [("classes", labels), ("scores", scores), ("more", scores)]);
        builder.Sign("other_outputs", [("inputs", inputs)], [("logits", scores)]);
        builder.Sign("regress_flat", [("inputs", inputs)], [("outputs", flat)]);
        builder.Sign("regress_wide", [("inputs", inputs)], [("outputs", wide)]);
        builder.Sign("regress_two", [("inputs", inputs)], [("outputs", flat), ("more", flat)]);
        builder.Sign("regress_none", [("inputs", inputs)], [("outputs", Info("none:0"))]);
        return builder;
    }

    private static TensorInfo Info(string name) => TensorProtos.Info(name, DataType.DtFloat, -1);
}
