using System.Globalization;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Finds the local process that listens on a loopback port, by way of /proc: the socket's inode in /proc/net/tcp, then the process that holds it.</summary>
internal static class ListeningProcess
{
    private const string ListenState = "0A";

    public static int? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var inodes = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists)
                .SelectMany(table => File.ReadLines(table).Skip(1)).Select(line => InodeOf(line, port)).OfType<string>().ToHashSet();
            return inodes.Count == 0 ? null : Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
                .FirstOrDefault(id => id > 0 && Holds(id, inodes)) is var found and > 0 ? found : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <remarks><c>sl local_address:port rem_address st … inode</c>, addresses and ports in hexadecimal.</remarks>
    internal static string? InodeOf(string line, int port)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > 9 && columns[3] == ListenState && columns[1].EndsWith(FormattableString.Invariant($":{port:X4}"), StringComparison.Ordinal) ? columns[9] : null;
    }

    private static bool Holds(int processId, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Any(entry => SocketOf(entry) is { } inode && inodes.Contains(inode));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The inode of a descriptor that is a socket; a descriptor may be gone by the time it is looked at.</summary>
    private static string? SocketOf(string descriptor)
    {
        try
        {
            var target = new FileInfo(descriptor).LinkTarget;
            return target is not null && target.StartsWith("socket:[", StringComparison.Ordinal) ? target["socket:[".Length..^1] : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
