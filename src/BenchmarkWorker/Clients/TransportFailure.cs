using System.Net.Sockets;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Names what broke between the sender and a whole answer.</summary>
internal static class TransportFailure
{
    public static Failure From(Exception exception) => new(KindOf(exception), (exception.InnerException ?? exception).Message);

    private static FailureKind KindOf(Exception exception) => exception switch
    {
        // The handler tells its own limit on connecting apart from a request that was ended.
        OperationCanceledException { InnerException: TimeoutException } => FailureKind.ConnectTimeout,
        OperationCanceledException => FailureKind.Deadline,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => FailureKind.Dns,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => FailureKind.Tls,
        HttpRequestException { InnerException: SocketException socket } => KindOf(socket.SocketErrorCode),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => FailureKind.ConnectFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded } => FailureKind.Protocol,
        _ => FailureKind.Reset,
    };

    private static FailureKind KindOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => FailureKind.ConnectRefused,
        SocketError.TimedOut => FailureKind.ConnectTimeout,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable => FailureKind.ClientOverload,
        SocketError.ConnectionReset => FailureKind.Reset,
        _ => FailureKind.ConnectFailed,
    };
}
