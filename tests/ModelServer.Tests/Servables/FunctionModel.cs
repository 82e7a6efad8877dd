using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Servables;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Tests.Servables;

/// <summary>A model that is a function, in place of the disk and the runtime.</summary>
internal sealed class FunctionModel(SignatureDef signature, Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>> run) : IModel
{
    public IReadOnlyDictionary<string, SignatureDef> Signatures { get; } = new Dictionary<string, SignatureDef> { ["serving_default"] = signature };

    public bool IsDisposed { get; private set; }

    public IReadOnlyDictionary<string, Tensor> Run(string signature, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return run(inputs).Where(output => outputFilter?.Contains(output.Key) != false).ToDictionary();
    }

    public void Dispose() => IsDisposed = true;

    public static SignatureDef Signature((string Name, DataType Type)[] inputs, (string Name, DataType Type)[] outputs)
    {
        var signature = new SignatureDef { MethodName = "tensorflow/serving/predict" };
        foreach (var (name, type) in inputs)
        {
            signature.Inputs[name] = new TensorInfo { Name = $"{name}:0", Dtype = (Inference.Protos.DataType)type };
        }

        foreach (var (name, type) in outputs)
        {
            signature.Outputs[name] = new TensorInfo { Name = $"{name}:0", Dtype = (Inference.Protos.DataType)type };
        }

        return signature;
    }

    /// <summary>y = x / 2 + <paramref name="offset"/>, in the shape of x.</summary>
    public static FunctionModel HalfPlus(float offset) => new(
        Signature([("x", DataType.Float)], [("y", DataType.Float)]),
        inputs =>
        {
            var x = inputs["x"];
            return new Dictionary<string, Tensor> { ["y"] = Tensor.Create<float>(x.Shape, [.. x.AsSpan<float>().ToArray().Select(value => (value / 2) + offset)]) };
        });
}
