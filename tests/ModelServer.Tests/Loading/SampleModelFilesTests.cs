using ModelServing.Testing;
using ModelServing.Testing.Digits;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading;

public sealed class SampleModelFilesTests
{
    /// <summary>What people wrote: everything else under <c>models/</c> comes out of the training.</summary>
    private static readonly string[] Written = ["README.md", "digit-v2.json", "digit.json", "digits.csv.gz", "train.cs"];

    [Fact]
    public void WriteAll_FromTheCommittedDigits_ReproducesTheCommittedFiles()
    {
        var committed = RepositoryPaths.InRepository("models");
        var folder = Directory.CreateTempSubdirectory("models-").FullName;
        try
        {
            SampleModels.WriteAll(DigitsData.Read(Path.Combine(committed, "digits.csv.gz")), folder);

            Assert.Equal(Files(committed).Except(Written), Files(folder));
            Assert.All(Files(folder), file => Assert.Equal(File.ReadAllBytes(Path.Combine(committed, file)), File.ReadAllBytes(Path.Combine(folder, file))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);
}
