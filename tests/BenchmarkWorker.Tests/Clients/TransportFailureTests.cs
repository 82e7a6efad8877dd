using System.Net.Sockets;
using ModelServing.BenchmarkWorker.Clients;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Clients;

public class TransportFailureTests
{
    public static TheoryData<Exception, string> Failures() => new()
    {
        { new TaskCanceledException("", new TimeoutException()), "connect_timeout" },
        { new OperationCanceledException(), "deadline" },
        { new HttpRequestException(HttpRequestError.NameResolutionError), "dns" },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), "tls" },
        { new HttpRequestException(HttpRequestError.InvalidResponse), "protocol" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", Socket(SocketError.ConnectionRefused)), "connect_refused" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", Socket(SocketError.TimedOut)), "connect_timeout" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", Socket(SocketError.NetworkUnreachable)), "connect_failed" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", Socket(SocketError.TooManyOpenSockets)), "client_overload" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "", Socket(SocketError.AddressNotAvailable)), "client_overload" },
        { new HttpRequestException(HttpRequestError.ResponseEnded), "reset" },
        { new IOException("", Socket(SocketError.ConnectionReset)), "reset" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void From_Exception_NamesIt(Exception exception, string kind) => Assert.Equal(kind, TransportFailure.From(exception).Kind.WireName);

    private static SocketException Socket(SocketError error) => new((int)error);
}
