using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.Digits;

/// <summary>Writes a trained classifier as a SavedModel.</summary>
internal static class ClassifierExport
{
    private static readonly (string Name, AttrValue Value) Float = ("T", Attributes.Of(DataType.DtFloat));

    public static void Write(DigitClassifier classifier, string folder) =>
        Write(folder, (model, pixels) => Classify(model, pixels, classifier, ""));

    /// <summary>Writes a model whose probabilities are the mean of those of its members.</summary>
    public static void WriteMean(IReadOnlyList<(string Name, DigitClassifier Classifier)> members, string folder) => Write(folder, (model, pixels) =>
    {
        var sum = model.Add("AddN", "sum", [.. members.Select(member => Classify(model, pixels, member.Classifier, member.Name + "/"))], Float, ("N", Attributes.Of(members.Count)));
        return model.Add("Mul", "probabilities", [sum, model.Constant("share", Tensor.Scalar(1f / members.Count))], Float);
    });

    private static void Write(string folder, Func<SavedModelBuilder, string, string> classify)
    {
        var model = new SavedModelBuilder();
        var pixels = model.Placeholder("pixels", DataType.DtFloat, -1, DigitsData.Pixels);
        var probabilities = classify(model, pixels);
        var axis = model.Constant("classes/axis", Tensor.Scalar(1));
        var classes = model.Add("ArgMax", "classes", [probabilities, axis], Float, ("Tidx", Attributes.Of(DataType.DtInt32)), ("output_type", Attributes.Of(DataType.DtInt64)));
        model.Sign(
            "serving_default",
            [("pixels", TensorProtos.Info(pixels, DataType.DtFloat, -1, DigitsData.Pixels))],
            [("classes", TensorProtos.Info(classes, DataType.DtInt64, -1)), ("probabilities", TensorProtos.Info(probabilities, DataType.DtFloat, -1, DigitsData.Classes))]);
        model.WriteTo(folder);
    }

    private static string Classify(SavedModelBuilder model, string pixels, DigitClassifier classifier, string scope)
    {
        var features = model.Add("Mul", scope + "scaled", [pixels, model.Constant(scope + "scale", Tensor.Scalar(DigitClassifier.PixelScale))], Float);
        if (classifier.Hidden is { } hidden)
        {
            features = model.Add("Relu", scope + "hidden/Relu", [Dense(model, scope + "hidden", features, hidden)], Float);
        }

        return model.Add("Softmax", scope + "probabilities", [Dense(model, scope + "output", features, classifier.Output)], Float);
    }

    private static string Dense(SavedModelBuilder model, string name, string input, DenseLayer layer)
    {
        var kernel = model.Variable(name + "/kernel", Tensor.Create<float>([layer.Inputs, layer.Outputs], ToSingle(layer.Weights)));
        var bias = model.Variable(name + "/bias", Tensor.Create<float>([layer.Outputs], ToSingle(layer.Bias)));
        var product = model.Add("MatMul", name + "/MatMul", [input, kernel], Float, ("transpose_a", Attributes.Of(false)), ("transpose_b", Attributes.Of(false)));
        return model.Add("BiasAdd", name + "/BiasAdd", [product, bias], Float, ("data_format", Attributes.Of("NHWC")));
    }

    private static float[] ToSingle(double[] values) => [.. values.Select(value => (float)value)];
}
