using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.Digits;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>Runs one operation through import, conversion and runtime. Arguments named as constants are baked into the graph.</summary>
internal static class OpRun
{
    public static readonly (string, AttrValue) Float = ("T", Attributes.Of(DataType.DtFloat));

    public static Tensor Unary(string op, Tensor input, params (string, AttrValue)[] attributes) => Single(op, [input], [], attributes);

    public static Tensor Single(string op, Tensor[] inputs, int[] constants, params (string, AttrValue)[] attributes) =>
        Run(op, inputs, constants, [(DataType)inputs[0].DataType], attributes)[0];

    public static Tensor[] Run(string op, Tensor[] inputs, int[] constants, DataType[] outputs, params (string, AttrValue)[] attributes)
    {
        var builder = new SavedModelBuilder();
        List<string> names = [];
        List<(string, TensorInfo)> fed = [];
        foreach (var (index, input) in inputs.Index())
        {
            var type = (DataType)input.DataType;
            var name = constants.Contains(index) ? builder.Constant($"c{index}", input) : builder.Add("Placeholder", $"x{index}", [], ("dtype", Attributes.Of(type)));
            names.Add(name);
            if (!constants.Contains(index))
            {
                fed.Add(($"x{index}", TensorProtos.Info(name, type)));
            }
        }

        builder.Add(op, "op", names, attributes);
        builder.Sign("serving_default", fed, outputs.Select((type, index) => ($"y{index}", TensorProtos.Info($"op:{index}", type))));
        using var model = Models.Load(builder);
        var feeds = inputs.Index().Where(input => !constants.Contains(input.Index)).ToDictionary(input => $"x{input.Index}", input => input.Item);
        var results = model.Run("serving_default", feeds, null);
        return [.. outputs.Select((_, index) => results[$"y{index}"])];
    }

    /// <summary>Makes numbers in [-4, 4) that are the same in every run.</summary>
    public static Tensor Random(ulong seed, params long[] shape)
    {
        var random = new DeterministicRandom(seed);
        var values = new float[Tensor.CountElements(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(4 * random.NextSigned());
        }

        return Tensor.Create<float>(shape, values);
    }

    public static float[] Floats(this Tensor tensor) => tensor.AsSpan<float>().ToArray();
}
