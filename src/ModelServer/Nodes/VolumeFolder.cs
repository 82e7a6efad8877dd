namespace ModelServing.ModelServer.Nodes;

/// <summary>Makes a folder hold exactly the files given; what has not changed is not touched.</summary>
internal static class VolumeFolder
{
    public static void Write(string folder, IReadOnlyList<VolumeFile> files)
    {
        Directory.CreateDirectory(folder);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (PathMap.Below(folder, file.Path) is { } path)
            {
                wanted.Add(path);
                FileReplacement.Write(path, file.Content);
                SetMode(path, file.Mode);
            }
        }

        foreach (var stale in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !wanted.Contains(path)).ToList())
        {
            File.Delete(stale);
        }
    }

    /// <summary>Copies a file, or a folder with all below it, as it is now.</summary>
    public static void Copy(string source, string destination)
    {
        if (File.Exists(source))
        {
            FileReplacement.Write(destination, File.ReadAllBytes(source));
            return;
        }

        Directory.CreateDirectory(destination);
        foreach (var file in Directory.Exists(source) ? Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories) : [])
        {
            FileReplacement.Write(Path.Combine(destination, Path.GetRelativePath(source, file)), File.ReadAllBytes(file));
        }
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        // The node itself must be able to read what it serves.
        var readable = mode | UnixFileMode.UserRead;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != readable)
        {
            File.SetUnixFileMode(path, readable);
        }
    }
}
