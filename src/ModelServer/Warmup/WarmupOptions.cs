using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Warmup;

/// <summary>How versions are warmed up before they serve.</summary>
internal sealed record WarmupOptions
{
    /// <summary>Gets how often each recorded request runs.</summary>
    public int Iterations { get; init; } = 1;

    public MethodRules Methods { get; init; } = new(ChecksNames: false);
}
