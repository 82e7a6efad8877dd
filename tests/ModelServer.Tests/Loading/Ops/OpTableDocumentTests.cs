using System.Text.RegularExpressions;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed partial class OpTableDocumentTests
{
    [Fact]
    public void Document_ListsExactlyTheOperationsOfTheTable()
    {
        var rows = File.ReadLines(RepositoryPaths.InRepository("docs", "tensorflow-ops.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var listed = rows.SelectMany(row => Name().Matches(row.Split('|')[1])).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
