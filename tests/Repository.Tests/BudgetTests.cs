using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelServing.Repository.Tests;

public sealed class BudgetTests
{
    [Fact]
    public void Files_StayWithinTheBudgets()
    {
        var lengths = SourceTree.Files(".cs").Select(file => (File: SourceTree.Relative(file), Lines: File.ReadAllLines(file).Length)).ToList();
        var sorted = lengths.Select(entry => entry.Lines).Order().ToList();

        Assert.DoesNotContain(lengths, entry => entry.Lines > 500);
        Assert.InRange(Percentile(sorted, 0.5), 1, 80);
        Assert.InRange(Percentile(sorted, 0.9), 1, 250);
    }

    [Fact]
    public void Methods_AreAtMostThirtyLinesAtTheNinetiethPercentile()
    {
        var lengths = SourceTree.Files(".cs").SelectMany(MethodLengths).Order().ToList();

        Assert.InRange(Percentile(lengths, 0.9), 1, 30);
    }

    [Fact]
    public void HostingLocal_StaysASubset()
    {
        var lines = SourceTree.Files(".cs")
            .Where(file => SourceTree.Relative(file).StartsWith("src/Hosting.Local/", StringComparison.Ordinal))
            .Sum(file => File.ReadAllLines(file).Length);

        Assert.InRange(lines, 0, 4_000);
    }

    private static IEnumerable<int> MethodLengths(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes()
            .OfType<BaseMethodDeclarationSyntax>()
            .Where(method => method.Body is not null)
            .Select(method => method.Body!.GetText().Lines.Count - 2); // non-null by the line above

    private static int Percentile(List<int> sorted, double share) => sorted.Count == 0 ? 1 : sorted[(int)(share * (sorted.Count - 1))];
}
