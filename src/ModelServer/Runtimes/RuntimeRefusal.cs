using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The runtime did not run a model on the inputs it was given; usually their shapes do not fit.</summary>
internal sealed class RuntimeRefusal(string message, Exception? inner = null) : ModelRunException(ErrorCode.InvalidArgument, message, inner)
{
    /// <summary>Makes the exception for what the runtime said: in TensorFlow's words, if it is a failure that TensorFlow has words for.</summary>
    public static ModelRunException Of(string message, Exception? inner = null) => RunFailure.Describe(message) is { } known
        ? new ModelRunException(ErrorCode.InvalidArgument, known, inner)
        : new RuntimeRefusal(message, inner);
}
