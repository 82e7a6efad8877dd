using ModelServing.ModelServer.Sources;
using Xunit;

namespace ModelServing.ModelServer.Tests.Sources;

public class VersionScanTests
{
    private static readonly string[] Names = ["1", "00000123", "001", "12a", "-5", "7", "variables", "18446744073709551616"];

    [Fact]
    public void Select_All_TakesEveryNumberOnce() =>
        Assert.Equal([(123, "/m/00000123"), (7, "/m/7"), (1, "/m/1")], Select(new VersionPolicy.All()));

    [Fact]
    public void Select_LatestTwo_TakesTheHighest() => Assert.Equal([(123, "/m/00000123"), (7, "/m/7")], Select(new VersionPolicy.Latest(2)));

    [Fact]
    public void Select_LatestZero_MeansOne() => Assert.Equal([(123, "/m/00000123")], Select(new VersionPolicy.Latest(0)));

    [Fact]
    public void Select_Specific_TakesThoseThatExist() => Assert.Equal([(7, "/m/7")], Select(new VersionPolicy.Specific([7, 8])));

    private static (long, string)[] Select(VersionPolicy policy) =>
        [.. VersionScan.Select("/m", Names, policy).Select(version => (version.Version, version.Folder))];
}
