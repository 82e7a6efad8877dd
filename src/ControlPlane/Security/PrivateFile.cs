namespace ModelServing.ControlPlane.Security;

/// <summary>Files that only their owner may read, replaced in one step: a reader sees the old text or the new one.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, Options(FileMode.Create)))
        {
            using (var writer = new StreamWriter(stream, leaveOpen: true))
            {
                writer.Write(text);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Makes sure that a file is there and that only its owner may read it.</summary>
    /// <returns>The path.</returns>
    public static string Ensure(string path)
    {
        using (new FileStream(path, Options(FileMode.OpenOrCreate)))
        {
            // Only its being there matters: others write it, and keep its mode.
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly); // it may have been there before
        }

        return path;
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
