using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Loading;

/// <summary>A run that the model refused: a wrong type, an impossible shape, a missing feature.</summary>
internal class ModelRunException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorCode Code { get; } = code;
}
