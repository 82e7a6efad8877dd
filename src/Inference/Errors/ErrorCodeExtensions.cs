namespace ModelServing.Inference.Errors;

/// <summary>How error codes are spelled and mapped on the wire.</summary>
public static class ErrorCodeExtensions
{
    /// <summary>Gets the canonical upper-case name, for example <c>INVALID_ARGUMENT</c>.</summary>
    public static string Name(this ErrorCode code) => code switch
    {
        ErrorCode.Ok => "OK",
        ErrorCode.Cancelled => "CANCELLED",
        ErrorCode.InvalidArgument => "INVALID_ARGUMENT",
        ErrorCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        ErrorCode.NotFound => "NOT_FOUND",
        ErrorCode.AlreadyExists => "ALREADY_EXISTS",
        ErrorCode.PermissionDenied => "PERMISSION_DENIED",
        ErrorCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        ErrorCode.FailedPrecondition => "FAILED_PRECONDITION",
        ErrorCode.Aborted => "ABORTED",
        ErrorCode.OutOfRange => "OUT_OF_RANGE",
        ErrorCode.Unimplemented => "UNIMPLEMENTED",
        ErrorCode.Internal => "INTERNAL",
        ErrorCode.Unavailable => "UNAVAILABLE",
        ErrorCode.DataLoss => "DATA_LOSS",
        ErrorCode.Unauthenticated => "UNAUTHENTICATED",
        _ => "UNKNOWN",
    };

    /// <summary>Gets the HTTP status TensorFlow Serving answers with.</summary>
    public static int HttpStatus(this ErrorCode code) => code switch
    {
        ErrorCode.Ok => 200,
        ErrorCode.InvalidArgument or ErrorCode.FailedPrecondition or ErrorCode.OutOfRange => 400,
        ErrorCode.Unauthenticated => 401,
        ErrorCode.PermissionDenied => 403,
        ErrorCode.NotFound => 404,
        ErrorCode.AlreadyExists or ErrorCode.Aborted => 409,
        ErrorCode.ResourceExhausted => 429,
        ErrorCode.Cancelled => 499,
        ErrorCode.Unimplemented => 501,
        ErrorCode.Unavailable => 503,
        ErrorCode.DeadlineExceeded => 504,
        _ => 500,
    };
}
