namespace ModelServing.ModelServer.Nodes;

/// <summary>A container that ends with an exit code: its command line is wrong or its model does not load.</summary>
internal sealed class ContainerFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
