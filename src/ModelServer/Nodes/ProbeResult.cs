namespace ModelServing.ModelServer.Nodes;

/// <summary>What one probe found; a message says why it did not succeed. A probe that cannot be run here tells nothing.</summary>
internal readonly record struct ProbeResult(bool? Succeeded, string Message)
{
    public static ProbeResult Success { get; } = new(true, string.Empty);

    public static ProbeResult Failure(string message) => new(false, message);

    public static ProbeResult Unknown(string message) => new(null, message);
}
