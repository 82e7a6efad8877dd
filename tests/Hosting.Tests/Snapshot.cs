using ModelServing.Testing;

namespace ModelServing.Hosting.Tests;

/// <summary>Compares text with a reviewed file; <c>UPDATE_SNAPSHOTS=1</c> writes the file instead.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string actual)
    {
        var path = RepositoryPaths.InRepository("tests", "Hosting.Tests", "Snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // the path names a file in a folder
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"no snapshot {name}: run with UPDATE_SNAPSHOTS=1 and review it");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
