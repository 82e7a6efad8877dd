using ModelServing.ModelServer.Loading.Examples;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading;

/// <summary>A signature as an ONNX model, with the steps that run before it on the host.</summary>
internal sealed record CompiledSignature
{
    /// <summary>Gets why the signature cannot be called, if it cannot.</summary>
    public string? Refusal { get; init; }

    /// <summary>Gets the model of a signature that needs nothing else.</summary>
    public OnnxModel? Model { get; init; }

    /// <summary>Gets everything callers feed, also what the graph does not read.</summary>
    public IReadOnlyList<SignatureInput> Inputs { get; init; } = [];

    /// <summary>Gets the names of the inputs that the ONNX model reads from callers.</summary>
    public IReadOnlySet<string> Fed { get; init; } = new HashSet<string>();

    public IReadOnlyList<SignatureOutput> Outputs { get; init; } = [];

    public IReadOnlyList<ExampleStep> Examples { get; init; } = [];

    /// <summary>Gets the plan of a signature that does not run as one ONNX model.</summary>
    public HostPlan? Host { get; init; }
}
