using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Translates paths as a container sees them into the host's: one entry for each mount.</summary>
internal sealed class PathMap
{
    private readonly List<(string MountPath, string HostPath)> _mounts = [];

    public void Mount(string mountPath, string hostPath)
    {
        _mounts.RemoveAll(mount => mount.MountPath == mountPath.TrimEnd('/'));
        _mounts.Add((mountPath.TrimEnd('/'), hostPath));
        _mounts.Sort((left, right) => right.MountPath.Length.CompareTo(left.MountPath.Length));
    }

    public PathMap Clone()
    {
        var clone = new PathMap();
        clone._mounts.AddRange(_mounts);
        return clone;
    }

    /// <summary>Translates a path under a mount; any other is left as it is.</summary>
    public string Translate(string path)
    {
        foreach (var (mountPath, hostPath) in _mounts)
        {
            if (path.StartsWith(mountPath, StringComparison.Ordinal) && (path.Length == mountPath.Length || path[mountPath.Length] == '/'))
            {
                return Below(hostPath, path[mountPath.Length..]) ?? path;
            }
        }

        return path;
    }

    /// <summary>Translates every path under a mount that a text names, as scripts and lists of paths do.</summary>
    public string TranslateText(string text)
    {
        var mounts = _mounts.Where(mount => mount.MountPath.Length > 0).ToList();
        if (mounts.Count == 0)
        {
            return text;
        }

        var named = string.Join('|', mounts.Select(mount => Regex.Escape(mount.MountPath)));
        return Regex.Replace(text, $@"(?<![\w./-])({named})(?![\w.-])", match => mounts.Find(mount => mount.MountPath == match.Value).HostPath);
    }

    /// <summary>Appends a relative path, or nothing if it would climb out of the folder.</summary>
    public static string? Below(string folder, string relative)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root + "/" + relative.Trim('/')));
        return full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
    }
}
