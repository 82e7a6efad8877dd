namespace ModelServing.Inference.Errors;

/// <summary>A refusal a client can cause: a value, not an exception.</summary>
/// <param name="Code">The kind of refusal.</param>
/// <param name="Message">What the client reads.</param>
public sealed record ServingError(ErrorCode Code, string Message)
{
    /// <summary>Creates an <see cref="ErrorCode.InvalidArgument"/> refusal.</summary>
    public static ServingError Invalid(string message) => new(ErrorCode.InvalidArgument, message);

    /// <summary>Writes the error as TensorFlow prints a status, for example <c>NOT_FOUND: no such model</c>.</summary>
    public override string ToString() => $"{Code.Name()}: {Message}";
}
