using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Why a request did not succeed. Every issued request is either ok or exactly one of these.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
internal enum FailureKind
{
    [JsonStringEnumMemberName("dns")]
    Dns,

    [JsonStringEnumMemberName("connect_refused")]
    ConnectRefused,

    [JsonStringEnumMemberName("connect_failed")]
    ConnectFailed,

    [JsonStringEnumMemberName("tls")]
    Tls,

    [JsonStringEnumMemberName("reset")]
    Reset,

    [JsonStringEnumMemberName("protocol")]
    Protocol,

    [JsonStringEnumMemberName("deadline")]
    Deadline,

    [JsonStringEnumMemberName("http_429")]
    TooManyRequests,

    [JsonStringEnumMemberName("http_4xx")]
    ClientError,

    [JsonStringEnumMemberName("http_5xx")]
    ServerError,

    /// <summary>A status that is neither 200 nor an error.</summary>
    [JsonStringEnumMemberName("http_other")]
    OtherStatus,

    /// <summary>Status 200 with a body that is not an answer: not JSON, an error document, the wrong number of results, a number that is not finite.</summary>
    [JsonStringEnumMemberName("body_invalid")]
    BodyInvalid,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

internal static class FailureKinds
{
    public const int Count = (int)FailureKind.Cancelled + 1;

    public static string WireName(this FailureKind kind) => kind switch
    {
        FailureKind.Dns => "dns",
        FailureKind.ConnectRefused => "connect_refused",
        FailureKind.ConnectFailed => "connect_failed",
        FailureKind.Tls => "tls",
        FailureKind.Reset => "reset",
        FailureKind.Protocol => "protocol",
        FailureKind.Deadline => "deadline",
        FailureKind.TooManyRequests => "http_429",
        FailureKind.ClientError => "http_4xx",
        FailureKind.ServerError => "http_5xx",
        FailureKind.OtherStatus => "http_other",
        FailureKind.BodyInvalid => "body_invalid",
        _ => "cancelled",
    };

    public static FailureKind FromStatus(int status) => status switch
    {
        429 => FailureKind.TooManyRequests,
        >= 400 and < 500 => FailureKind.ClientError,
        >= 500 => FailureKind.ServerError,
        _ => FailureKind.OtherStatus,
    };

    /// <summary>Names a transport failure; a cancellation that is not the caller's is our deadline.</summary>
    public static FailureKind FromException(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => cancellationToken.IsCancellationRequested ? FailureKind.Cancelled : FailureKind.Deadline,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => FailureKind.Dns,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => FailureKind.Tls,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused } } => FailureKind.ConnectRefused,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => FailureKind.ConnectFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded } => FailureKind.Protocol,
        _ => FailureKind.Reset,
    };
}
