using System.Collections.Frozen;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Servables;

/// <summary>A loaded model, whatever runs it.</summary>
internal interface IModel : IDisposable
{
    IReadOnlyDictionary<string, SignatureDef> Signatures { get; }

    /// <summary>Gets what can be run besides the signatures: several of them over the same examples, with outputs named for their tensors.</summary>
    IReadOnlyDictionary<string, SignatureDef> JointSignatures => FrozenDictionary<string, SignatureDef>.Empty;

    /// <summary>Tells whether nothing of the inputs' memory is left in the outputs, or in the model's state, once a signature has run.</summary>
    bool LetsGoOfInputs(string signature) => false;

    /// <summary>Runs a signature; without a filter all its outputs come back. Safe to call from many threads.</summary>
    IReadOnlyDictionary<string, Tensor> Run(string signature, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter);
}
