using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.Digits;

/// <summary>Writes the model that turns grey images of 0..255 into the classifiers' pixels of 0..16.</summary>
internal static class PreprocessingExport
{
    public static void Write(string folder)
    {
        var model = new SavedModelBuilder();
        var image = model.Placeholder("image", DataType.DtFloat, -1, 8, 8);
        var shape = model.Constant("flat/shape", Tensor.Create([2], -1, DigitsData.Pixels));
        var flat = model.Add("Reshape", "flat", [image, shape], ("T", Attributes.Of(DataType.DtFloat)), ("Tshape", Attributes.Of(DataType.DtInt32)));
        var scale = model.Constant("scale", Tensor.Scalar(16f / 255));
        var pixels = model.Add("Mul", "pixels", [flat, scale], ("T", Attributes.Of(DataType.DtFloat)));
        model.Sign(
            "serving_default",
            [("image", TensorProtos.Info(image, DataType.DtFloat, -1, 8, 8))],
            [("pixels", TensorProtos.Info(pixels, DataType.DtFloat, -1, DigitsData.Pixels))]);
        model.WriteTo(folder);
    }
}
