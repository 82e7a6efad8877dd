using System.Net;
using System.Net.Sockets;
using ModelServing.BenchmarkWorker.Resources;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

public class ListeningProcessTests
{
    [Fact]
    public void Find_OurOwnListener_IsThisProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal(Environment.ProcessId, ListeningProcess.Find(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void Find_NobodyListens_IsNull() => Assert.Null(ListeningProcess.Find(Plans.DeadUrl().Port));

    [Theory]
    [InlineData("  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 4242 1", 8080, "4242")]
    [InlineData("  0: 0100007F:1F90 00000000:0000 01 00000000:00000000 00:00000000 00000000  0  0 4242 1", 8080, null)]
    [InlineData("  0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 4242 1", 8080, null)]
    [InlineData("", 8080, null)]
    public void InodeOf_LineOfTheTable_IsReadForListenersOnly(string line, int port, string? inode) => Assert.Equal(inode, ListeningProcess.InodeOf(line, port));
}
