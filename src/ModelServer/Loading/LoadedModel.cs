using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes;

namespace ModelServing.ModelServer.Loading;

/// <summary>A model whose signatures can be run, from any number of threads at once.</summary>
internal sealed class LoadedModel(
    IReadOnlyDictionary<string, SignatureDef> signatures,
    IReadOnlyDictionary<string, SignatureDef> jointSignatures,
    IReadOnlyDictionary<string, SignatureRunner> runners,
    IReadOnlyCollection<IDisposable> sessions) : IDisposable
{
    public IReadOnlyDictionary<string, SignatureDef> Signatures => signatures;

    /// <summary>Gets what <see cref="Loading.JointSignatures"/> made of them.</summary>
    public IReadOnlyDictionary<string, SignatureDef> JointSignatures => jointSignatures;

    /// <summary>Runs a signature; without a filter all its outputs are computed.</summary>
    /// <exception cref="ModelRunException">The model refused the inputs.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(string signatureName, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter) =>
        runners.TryGetValue(signatureName, out var runner)
            ? Run(runner, signatures.GetValueOrDefault(signatureName) ?? jointSignatures[signatureName], inputs, outputFilter)
            : throw new ModelRunException(ErrorCode.FailedPrecondition, $"Serving signature key \"{signatureName}\" not found.");

    /// <summary>Tells whether a signature's runs read their inputs and nothing more: the runtime's do, those on the host may keep them.</summary>
    public bool LetsGoOfInputs(string signatureName) => runners.TryGetValue(signatureName, out var runner) && runner.LetsGoOfInputs;

    public void Dispose()
    {
        foreach (var session in sessions)
        {
            session.Dispose();
        }
    }

    /// <summary>Shapes are checked by the run itself, as upstream does; only a refusal that does not explain itself looks for the input that does.</summary>
    private static IReadOnlyDictionary<string, Tensor> Run(
        SignatureRunner runner, SignatureDef signature, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        try
        {
            return runner.Run(inputs, outputFilter);
        }
        catch (RuntimeRefusal e) when (ShapeMismatch.Describe(signature, inputs) is { } mismatch)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"{mismatch}: {e.Message}", e);
        }
    }
}
