using System.Text.RegularExpressions;
using ModelServing.Testing;

namespace ModelServing.Repository.Tests;

public sealed partial class ContentTests
{
    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".yaml", ".yml", ".proto", ".sh", ".npmrc", ".txt"];

    public static TheoryData<string> Manifests() =>
        [.. SourceTree.Files(".yaml").Select(SourceTree.Relative).Where(path => path.StartsWith("manifests/", StringComparison.Ordinal))];

    [Fact]
    public void Repository_NamesNoRegistryHostAndNoMachinePath()
    {
        var offenders = SourceTree.Files(TextFiles)
            .Where(file => !file.EndsWith("ContentTests.cs", StringComparison.Ordinal) && Forbidden().IsMatch(File.ReadAllText(file)))
            .Select(SourceTree.Relative);

        Assert.Empty(offenders);
    }

    [Fact]
    public void Sources_HoldNoPlaceholders()
    {
        var offenders = SourceTree.Files(".cs")
            .Where(file => !file.EndsWith("ContentTests.cs", StringComparison.Ordinal) && Placeholder().IsMatch(File.ReadAllText(file)))
            .Select(SourceTree.Relative);

        Assert.Empty(offenders);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Manifest_DocumentsNameTheirKind(string path)
    {
        var documents = DocumentSeparator().Split(File.ReadAllText(RepositoryPaths.InRepository(path)))
            .Where(text => text.Split('\n').Any(line => line.Length > 0 && !line.StartsWith('#')));

        Assert.All(documents, text =>
        {
            Assert.Matches("(?m)^apiVersion: ", text);
            Assert.Matches("(?m)^kind: ", text);
            Assert.Matches("(?m)^  name: ", text);
        });
    }

    [GeneratedRegex(@"registry\.npmjs\.org|api\.nuget\.org|deb\.debian\.org|/work/(main|wt|shared)|/root/")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|#region|Assert\.True\(true\)")]
    private static partial Regex Placeholder();

    [GeneratedRegex("(?m)^---\\s*$")]
    private static partial Regex DocumentSeparator();
}
