namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Follows symbolic links, those of parent folders included, which <see cref="FileSystemInfo.ResolveLinkTarget"/> leaves as they are.</summary>
internal static class LinkFreePath
{
    /// <summary>As many as Linux follows (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    /// <returns>Where a full path leads, whether there is a file or not; null where its links go round, or cannot be read.</returns>
    public static string? Of(string path)
    {
        var (found, links) = (RootOf(path), 0);
        var ahead = new Stack<string>(PartsOf(path).Reverse());
        try
        {
            while (ahead.TryPop(out var part))
            {
                if (part == "..")
                {
                    found = Path.GetDirectoryName(found) ?? found;
                    continue;
                }

                var next = Path.Combine(found, part);
                if (new FileInfo(next).LinkTarget is not { } target)
                {
                    found = next;
                    continue;
                }

                if (++links > MostLinks)
                {
                    return null;
                }

                found = Path.IsPathRooted(target) ? RootOf(target) : found;
                Array.ForEach([.. PartsOf(target).Reverse()], ahead.Push);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return found;
    }

    private static string RootOf(string path) => Path.GetPathRoot(path) ?? "";

    private static IEnumerable<string> PartsOf(string path) =>
        path[RootOf(path).Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
