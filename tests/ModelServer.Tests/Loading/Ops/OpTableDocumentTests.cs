using System.Text.RegularExpressions;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Runtimes.Host;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed partial class OpTableDocumentTests
{
    [Fact]
    public void Document_ListsExactlyTheOperationsOfTheTable()
    {
        Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), Listed(section: 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_ListsExactlyTheOperationsOfTheHost()
    {
        Assert.Equal(HostTable.Names.Order(StringComparer.Ordinal), Listed(section: 1).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Listed(int section)
    {
        var text = File.ReadAllText(RepositoryPaths.InRepository("docs", "tensorflow-ops.md")).Split("\n## ")[section];
        var rows = text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        return rows.SelectMany(row => Name().Matches(row.Split('|')[1])).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
