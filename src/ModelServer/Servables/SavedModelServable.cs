using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Servables;

/// <summary>A SavedModel on ONNX Runtime.</summary>
internal sealed class SavedModelServable(LoadedModel model) : IModel
{
    public IReadOnlyDictionary<string, SignatureDef> Signatures => model.Signatures;

    public IReadOnlyDictionary<string, SignatureDef> JointSignatures => model.JointSignatures;

    public bool LetsGoOfInputs(string signature) => model.LetsGoOfInputs(signature);

    public IReadOnlyDictionary<string, Tensor> Run(
        string signature,
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyCollection<string>? outputFilter) => model.Run(signature, inputs, outputFilter);

    public void Dispose() => model.Dispose();
}
