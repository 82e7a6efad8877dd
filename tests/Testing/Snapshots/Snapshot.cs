using System.Runtime.CompilerServices;
using Xunit;

namespace ModelServing.Testing.Snapshots;

/// <summary>
/// Compares a text with the one that lies beside the test, in its folder <c>Snapshots</c>. With UPDATE_SNAPSHOTS=1 in the environment the file is written
/// instead: look at the difference before you commit it.
/// </summary>
public static class Snapshot
{
    private const string Update = "UPDATE_SNAPSHOTS";

    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var path = PathOf(name, testFile);
        var text = Normalize(actual);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"no snapshot {name}: run the test once with {Update}=1");
        Assert.Equal(Normalize(File.ReadAllText(path)), text);
    }

    /// <summary>Compilers may write source paths that are not this machine's, so the file is looked for in the checkout.</summary>
    private static string PathOf(string name, string testFile)
    {
        var parts = testFile.Replace('\\', '/').Split('/');
        var tests = Array.LastIndexOf(parts, "tests");
        return RepositoryPaths.InRepository([.. tests < 0 ? [] : parts[tests..^1], "Snapshots", name]);
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
