using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Serving;

/// <summary>A value, or why there is none.</summary>
internal readonly record struct ServingResult<T>(T? Value, ServingError? Error)
    where T : class
{
    /// <summary>Gets the error of a result that has no value.</summary>
    public ServingError Refusal => Error ?? new ServingError(ErrorCode.Internal, "A result has neither a value nor an error.");

    public static implicit operator ServingResult<T>(T value) => new(value, null);

    public static implicit operator ServingResult<T>(ServingError error) => new(null, error);
}
