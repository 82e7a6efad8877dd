namespace ModelServing.Inference.Errors;

/// <summary>What kind of refusal a caller gets, numbered as gRPC numbers its status codes.</summary>
public enum ErrorCode
{
    /// <summary>No error.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>An error without a better name.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the server.</summary>
    InvalidArgument = 3,

    /// <summary>The time allowed for the request is over.</summary>
    DeadlineExceeded = 4,

    /// <summary>The thing named does not exist.</summary>
    NotFound = 5,

    /// <summary>The thing named exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a queue is exhausted.</summary>
    ResourceExhausted = 8,

    /// <summary>The server is not in the state the request needs.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another request.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>Not supported by this server.</summary>
    Unimplemented = 12,

    /// <summary>A bug in the server.</summary>
    Internal = 13,

    /// <summary>Not now: try again.</summary>
    Unavailable = 14,

    /// <summary>Stored data is broken.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
