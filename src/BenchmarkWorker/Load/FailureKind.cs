namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Why a request did not succeed. Every issued request is either ok or exactly one of these, so kinds are counted in an array: the named ones, then every HTTP status, then every gRPC status.</summary>
internal readonly record struct FailureKind
{
    private const int HttpStatuses = 1000;
    private static readonly string[] Named = ["dns", "connect_refused", "connect_timeout", "connect_failed", "tls", "reset", "protocol", "deadline", "body_invalid", "wrong_output", "client_overload", "cancelled"];

    private static readonly string[] GrpcStatuses =
    [
        "ok", "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists", "permission_denied", "resource_exhausted",
        "failed_precondition", "aborted", "out_of_range", "unimplemented", "internal", "unavailable", "data_loss", "unauthenticated",
    ];

    private FailureKind(int index)
    {
        Index = index;
    }

    public static FailureKind Dns => new(0);

    public static FailureKind ConnectRefused => new(1);

    public static FailureKind ConnectTimeout => new(2);

    public static FailureKind ConnectFailed => new(3);

    public static FailureKind Tls => new(4);

    public static FailureKind Reset => new(5);

    public static FailureKind Protocol => new(6);

    public static FailureKind Deadline => new(7);

    /// <summary>Gets the kind of an answer that is none: it cannot be read, is an error document, has the wrong shape or a number that is not finite.</summary>
    public static FailureKind BodyInvalid => new(8);

    /// <summary>Gets the kind of an answer that is well formed and differs from the golden one.</summary>
    public static FailureKind WrongOutput => new(9);

    /// <summary>Gets the kind of a request that this machine had no socket or buffer for.</summary>
    public static FailureKind ClientOverload => new(10);

    public static FailureKind Cancelled => new(11);

    public static int Count => Named.Length + HttpStatuses + GrpcStatuses.Length;

    public static IEnumerable<FailureKind> All => Enumerable.Range(0, Count).Select(index => new FailureKind(index));

    public int Index { get; }

    /// <summary>Gets whether nobody answered: enough of these and nothing else, and a target is given up.</summary>
    public bool IsUnanswered => this == Dns || this == ConnectRefused || this == ConnectTimeout || this == ConnectFailed || this == Tls || this == Deadline;

    public string WireName => Index < Named.Length ? Named[Index]
        : Index < Named.Length + HttpStatuses ? $"http_{Index - Named.Length}"
        : $"grpc_{GrpcStatuses[Index - Named.Length - HttpStatuses]}";

    public static FailureKind Http(int status) => new(Named.Length + Math.Clamp(status, 0, HttpStatuses - 1));

    /// <summary>The kind of a gRPC status; a code that does not exist is an unknown one.</summary>
    public static FailureKind Grpc(int code) => new(Named.Length + HttpStatuses + (code >= 0 && code < GrpcStatuses.Length ? code : 2));
}
