using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Hosting;

/// <summary>The server has not started: a model did not load, or a port is taken.</summary>
internal sealed class StartException(ServingError error, Exception? inner = null) : Exception($"Failed to start server. Error: {error}", inner)
{
    public ServingError Error { get; } = error;
}
