using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Loading;

/// <summary>Why a version could not be loaded, in the words that its status shows.</summary>
internal sealed record LoadError(ErrorCode Code, string Message);
