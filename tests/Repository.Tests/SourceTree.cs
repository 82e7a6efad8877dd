using ModelServing.Testing;

namespace ModelServing.Repository.Tests;

/// <summary>The hand-written files of the checkout.</summary>
internal static class SourceTree
{
    private static readonly string[] SkippedFolders = ["bin", "obj", "node_modules", ".git", ".modelserving", "out", "TestResults", "aspire-output"];

    public static IReadOnlyList<string> Files(params string[] extensions) =>
        [.. Walk(RepositoryPaths.Root).Where(file => extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)];

    public static string Relative(string path) => Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (!SkippedFolders.Contains(Path.GetFileName(child)) && !File.Exists(Path.Combine(child, ".git")))
            {
                foreach (var file in Walk(child))
                {
                    yield return file;
                }
            }
        }
    }
}
