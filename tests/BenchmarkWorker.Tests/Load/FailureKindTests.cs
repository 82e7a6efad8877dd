using Xunit;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class FailureKindTests
{
    [Fact]
    public void All_EveryKind_HasItsOwnPlaceAndName()
    {
        Assert.Equal(Enumerable.Range(0, FailureKind.Count), FailureKind.All.Select(kind => kind.Index));
        Assert.Equal(FailureKind.Count, FailureKind.All.Select(kind => kind.WireName).Distinct().Count());
    }

    [Fact]
    public void WireName_Statuses_AreTold() => Assert.Equal(
        ["http_429", "http_503", "http_999", "grpc_unavailable", "grpc_resource_exhausted", "grpc_unknown", "connect_timeout", "cancelled"],
        new[] { FailureKind.Http(429), FailureKind.Http(503), FailureKind.Http(70_000), FailureKind.Grpc(14), FailureKind.Grpc(8), FailureKind.Grpc(99), FailureKind.ConnectTimeout, FailureKind.Cancelled }.Select(kind => kind.WireName));
}
