using Xunit;

namespace ModelServing.Testing;

/// <summary>Finds the checkout, and the reference data that may lie beside it.</summary>
public static class RepositoryPaths
{
    private static readonly string RootFolder = FindRoot();

    /// <summary>Gets the folder that holds <c>ModelServing.sln</c>.</summary>
    public static string Root => RootFolder;

    /// <summary>Gets a path inside the checkout.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Gets a path inside the reference data, or skips the running test, visibly, when it is not there.</summary>
    public static string InSharedData(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Root, "..", "shared", "data", .. parts]));
        Assert.SkipUnless(Path.Exists(path), $"reference data not found: ../shared/data/{string.Join('/', parts)}");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ModelServing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"ModelServing.sln not found above {AppContext.BaseDirectory}");
    }
}
