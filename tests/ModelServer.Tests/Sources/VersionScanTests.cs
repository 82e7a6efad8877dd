using ModelServing.ModelServer.Sources;
using Xunit;

namespace ModelServing.ModelServer.Tests.Sources;

public class VersionScanTests
{
    private static readonly string[] Names = ["1", "00000123", "001", "12a", "-5", "7", "variables", "18446744073709551616", "-", "--3", "5-", "0x8", "1e3"];

    [Fact]
    public void Select_All_TakesEveryNumberOnce() =>
        Assert.Equal([(123, "/m/00000123"), (7, "/m/7"), (1, "/m/1"), (-5, "/m/-5")], Select(new VersionPolicy.All()));

    [Fact]
    public void Select_LatestTwo_TakesTheHighest() => Assert.Equal([(123, "/m/00000123"), (7, "/m/7")], Select(new VersionPolicy.Latest(2)));

    [Fact]
    public void Select_LatestZero_MeansOne() => Assert.Equal([(123, "/m/00000123")], Select(new VersionPolicy.Latest(0)));

    [Fact]
    public void Select_Specific_TakesThoseThatExist() => Assert.Equal([(7, "/m/7")], Select(new VersionPolicy.Specific([7, 8])));

    [Theory]
    [InlineData("-5", -5)]
    [InlineData("-0", 0)]
    [InlineData("-007", -7)]
    [InlineData(" 8 ", 8)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void TryParse_WhatTensorFlowReadsAsANumber_IsAVersion(string name, long expected)
    {
        Assert.True(VersionScan.TryParse(name, out var version));
        Assert.Equal(expected, version);
    }

    private static (long, string)[] Select(VersionPolicy policy) =>
        [.. VersionScan.Select("/m", Names, policy).Select(version => (version.Version, version.Folder))];
}
