using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Loading;

/// <summary>Carries a <see cref="LoadError"/> out of the depths of an import; never leaves <see cref="SavedModelLoader"/>.</summary>
internal sealed class LoadException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public LoadError Error { get; } = new(code, message);
}
