using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes;

namespace ModelServing.ModelServer.Loading;

/// <summary>A model whose signatures can be run, from any number of threads at once.</summary>
internal sealed class LoadedModel(
    IReadOnlyDictionary<string, SignatureDef> signatures,
    IReadOnlyDictionary<string, SignatureRunner> runners,
    IReadOnlyCollection<IDisposable> sessions) : IDisposable
{
    public IReadOnlyDictionary<string, SignatureDef> Signatures => signatures;

    /// <summary>Runs a signature; without a filter all its outputs are computed.</summary>
    /// <exception cref="ModelRunException">The model refused the inputs.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(string signatureName, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter) =>
        runners.TryGetValue(signatureName, out var runner)
            ? runner.Run(inputs, outputFilter)
            : throw new ModelRunException(ErrorCode.FailedPrecondition, $"Serving signature key \"{signatureName}\" not found.");

    public void Dispose()
    {
        foreach (var session in sessions)
        {
            session.Dispose();
        }
    }
}
