using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>y = x/2 + 2, y2 = x/2 + 3 and y3 = x2/2 + 3, with the signatures that the reference model of this name has.</summary>
internal static class HalfPlusTwoModel
{
    private const string Regress = "tensorflow/serving/regress";
    private const string Classify = "tensorflow/serving/classify";

    public static SavedModelBuilder Builder()
    {
        var builder = new SavedModelBuilder();
        var serialized = builder.Placeholder("tf_example", DataType.DtString, -1);
        builder.Add(
            "ParseExample",
            "ParseExample/ParseExample",
            [
                serialized,
                builder.Constant("names", Tensor.FromStrings([0], Array.Empty<string>())),
                builder.Constant("key_x", Tensor.FromStrings([], "x")),
                builder.Constant("key_x2", Tensor.FromStrings([], "x2")),
                builder.Constant("default_x", Tensor.Create([0], Array.Empty<float>())),
                builder.Constant("default_x2", Tensor.Create([1], 0f)),
            ],
            ("Ndense", Attributes.Of(2L)),
            ("Nsparse", Attributes.Of(0L)),
            ("Tdense", Attributes.List(DataType.DtFloat, DataType.DtFloat)),
            ("dense_shapes", new AttrValue { List = new() { Shape = { TensorProtos.Shape(1), TensorProtos.Shape(1) } } }));
        var half = builder.Variable("a", Tensor.Scalar(0.5f));
        var two = builder.Variable("b", Tensor.Scalar(2f));
        var three = builder.Variable("c", Tensor.Scalar(3f));
        builder.Add("Identity", "x", ["ParseExample/ParseExample"], Float);
        builder.Add("Identity", "x2", ["ParseExample/ParseExample:1"], Float);
        builder.Add("Add", "y", [builder.Add("Mul", "Mul", [half, "x"], Float), two], Float);
        builder.Add("Add", "y2", [builder.Add("Mul", "Mul_1", [half, "x"], Float), three], Float);
        builder.Add("Add", "y3", [builder.Add("Mul", "Mul_2", [half, "x2"], Float), three], Float);
        builder.Sign("serving_default", [("x", Column("x:0"))], [("y", Column("y:0"))]);
        builder.Sign("regress_x_to_y", [("inputs", Examples)], [("outputs", Column("y:0"))], Regress);
        builder.Sign("regress_x_to_y2", [("inputs", Examples)], [("outputs", Column("y2:0"))], Regress);
        builder.Sign("regress_x2_to_y3", [("inputs", Column("x2:0"))], [("outputs", Column("y3:0"))], Regress);
        builder.Sign("classify_x_to_y", [("inputs", Examples)], [("scores", Column("y:0"))], Classify);
        builder.Sign("classify_x2_to_y3", [("inputs", Column("x2:0"))], [("scores", Column("y3:0"))], Classify);
        return builder;
    }

    private static (string, AttrValue) Float => ("T", Attributes.Of(DataType.DtFloat));

    private static TensorInfo Examples => TensorProtos.Info("tf_example:0", DataType.DtString, -1);

    private static TensorInfo Column(string name) => TensorProtos.Info(name, DataType.DtFloat, -1, 1);
}
