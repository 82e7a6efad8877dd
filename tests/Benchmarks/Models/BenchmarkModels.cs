using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.Digits;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Benchmarks.Models;

/// <summary>The models that are measured, written as SavedModels.</summary>
internal static class BenchmarkModels
{
    public const int Pixels = 784;
    public const int Classes = 10;

    private static readonly (string, AttrValue) Float = ("T", Attributes.Of(DataType.DtFloat));

    /// <summary>Writes <c>y = x / 2 + 2</c>.</summary>
    public static void WriteHalfPlusTwo(string folder)
    {
        var model = new SavedModelBuilder();
        var x = model.Placeholder("x", DataType.DtFloat, -1);
        var half = model.Add("Mul", "half", [x, model.Variable("a", Tensor.Scalar(0.5f))], Float);
        var y = model.Add("AddV2", "y", [half, model.Variable("b", Tensor.Scalar(2f))], Float);
        model.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat, -1))], [("y", TensorProtos.Info(y, DataType.DtFloat, -1))]);
        model.WriteTo(folder);
    }

    /// <summary>Writes a perceptron of 784 inputs, the hidden layers given, and ten classes.</summary>
    public static void WritePerceptron(string folder, params ReadOnlySpan<int> hidden)
    {
        var model = new SavedModelBuilder();
        var x = model.Placeholder("x", DataType.DtFloat, -1, Pixels);
        var (value, width) = (x, Pixels);
        foreach (var next in hidden)
        {
            value = model.Add("Relu", $"relu{next}_{width}", [Dense(model, value, width, next)], Float);
            width = next;
        }

        var y = model.Add("Softmax", "y", [Dense(model, value, width, Classes)], Float);
        model.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat, -1, Pixels))], [("y", TensorProtos.Info(y, DataType.DtFloat, -1, 10))]);
        model.WriteTo(folder);
    }

    private static string Dense(SavedModelBuilder model, string input, int rows, int columns)
    {
        var name = $"dense{rows}x{columns}";
        var kernel = model.Variable(name + "/kernel", Tensor.Create<float>([rows, columns], Random(rows * columns, (ulong)rows)));
        var bias = model.Variable(name + "/bias", Tensor.Create<float>([columns], Random(columns, (ulong)columns)));
        return model.Add("BiasAdd", name, [model.Add("MatMul", name + "/MatMul", [input, kernel], Float), bias], Float);
    }

    public static float[] Random(int count, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(random.NextSigned() / 20);
        }

        return values;
    }
}
