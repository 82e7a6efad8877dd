using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The runtime did not run a model on the inputs it was given; usually their shapes do not fit.</summary>
internal sealed class RuntimeRefusal(string message, Exception? inner = null) : ModelRunException(ErrorCode.InvalidArgument, message, inner);
