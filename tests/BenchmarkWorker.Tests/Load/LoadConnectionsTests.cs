using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class LoadConnectionsTests
{
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public void Join_ManyCallers_ShareConnectionsOfFiftyStreams(bool isHttp2, int connections)
    {
        using var load = new LoadConnections(120, TimeSpan.FromSeconds(1), new ClientSettings(), isHttp2);

        Assert.Equal(connections, Enumerable.Range(0, 120).Select(_ => load.Join()).Distinct().Count());
    }

    [Fact]
    public void Leave_FreesAPlaceForTheNext()
    {
        using var load = new LoadConnections(120, TimeSpan.FromSeconds(1), new ClientSettings(), isHttp2: true);
        var first = load.Join();
        for (var i = 0; i < 60; i++)
        {
            load.Join();
        }

        load.Leave(first);

        Assert.Same(first, load.Join());
    }
}
