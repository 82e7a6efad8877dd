using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>Spectra, against the sums that define them.</summary>
public sealed class SpectrumTests
{
    [Theory]
    [InlineData(8, 8, new long[] { 8 })]
    [InlineData(8, 8, new long[] { 2, 3, 8 })]
    [InlineData(6, 8, new long[] { 2, 6 })]
    [InlineData(8, 6, new long[] { 2, 8 })]
    [InlineData(7, 7, new long[] { 1, 7 })]
    [InlineData(400, 512, new long[] { 3, 400 })]
    [InlineData(8, 8, new long[] { 0, 8 })]
    public void Run_Spectrum_IsTheSumOfItsDefinition(int length, int transformed, long[] shape)
    {
        var signal = OpRun.Random(3, shape);
        foreach (var (op, expected) in new (string, Func<double, double, double>)[] { ("ComplexAbs", (re, im) => Math.Sqrt((re * re) + (im * im))), ("Real", (re, _) => re), ("Imag", (_, im) => im) })
        {
            var result = Run(op, signal, transformed);

            Close.To([.. shape[..^1], (transformed / 2) + 1], signal.Floats().Chunk(length).SelectMany(line => Transform(line, transformed)).Select(value => expected(value.Re, value.Im)), result, 1e-3);
        }
    }

    /// <summary>As <c>tf.signal.frame</c> cuts a signal of any rank: the strides are as many ones as it has axes.</summary>
    [Theory]
    [InlineData("Fill")]
    [InlineData("OnesLike")]
    public void Run_SliceWithAStrideOfOneForEachAxis_CutsTheSignal(string strides)
    {
        var int32 = ("T", Attributes.Of(DataType.DtInt32));
        var builder = new SavedModelBuilder();
        var x = builder.Add("Placeholder", "x", [], ("dtype", Attributes.Of(DataType.DtFloat)));
        var shape = builder.Add("Shape", "shape", [x], OpRun.Float);
        var zeros = builder.Add("ZerosLike", "zeros", [shape], int32);
        var ones = strides == "OnesLike" ? builder.Add(strides, "ones", [shape], int32) : builder.Add(strides, "ones", [builder.Add("Shape", "rank", [zeros], int32), builder.Constant("one", Tensor.Scalar(1))], int32);
        var ends = builder.Add("FloorDiv", "ends", [shape, builder.Constant("two", Tensor.Scalar(2))], int32);
        var y = builder.Add("StridedSlice", "y", [x, zeros, ends, ones], OpRun.Float, ("Index", Attributes.Of(DataType.DtInt32)));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(y, DataType.DtFloat))]);
        using var model = Models.Load(builder);

        Close.To([2], [1, 2], model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([4], 1f, 2, 3, 4) }, null)["y"]);
        Close.To([1, 2], [1, 2], model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2, 4], 1f, 2, 3, 4, 5, 6, 7, 8) }, null)["y"]);
    }

    [Fact]
    public void Load_OtherUseOfComplexNumbers_IsRefused()
    {
        Assert.Equal("Signature serving_default needs ops that are not supported: Mul (node more)", Models.FailToLoad(Build("ComplexAbs", 8, "Mul")).Message);
    }

    private static Tensor Run(string op, Tensor signal, int length)
    {
        using var model = Models.Load(Build(op, length));
        return model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = signal }, null)["y"];
    }

    private static SavedModelBuilder Build(string op, int length, string? between = null)
    {
        var complex = ("T", Attributes.Of(DataType.DtComplex64));
        var builder = new SavedModelBuilder();
        var x = builder.Add("Placeholder", "x", [], ("dtype", Attributes.Of(DataType.DtFloat)));
        var spectrum = builder.Add("RFFT", "spectrum", [x, builder.Constant("length", Tensor.Create([1], length))], ("Treal", Attributes.Of(DataType.DtFloat)), ("Tcomplex", Attributes.Of(DataType.DtComplex64)));
        var more = between is null ? spectrum : builder.Add(between, "more", [spectrum, spectrum], complex);
        var y = builder.Add(op, "y", [more], complex, ("Tout", Attributes.Of(DataType.DtFloat)));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(y, DataType.DtFloat))]);
        return builder;
    }

    private static IEnumerable<(double Re, double Im)> Transform(float[] line, int length)
    {
        for (var k = 0; k <= length / 2; k++)
        {
            var (re, im) = (0.0, 0.0);
            for (var t = 0; t < Math.Min(line.Length, length); t++)
            {
                re += line[t] * Math.Cos(2 * Math.PI * k * t / length);
                im -= line[t] * Math.Sin(2 * Math.PI * k * t / length);
            }

            yield return (re, im);
        }
    }
}
