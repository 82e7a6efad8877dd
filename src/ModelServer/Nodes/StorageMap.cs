using System.Diagnostics.CodeAnalysis;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Finds the folder behind a storage URI: settings map buckets and claims, plain paths and <c>file://</c> are themselves.</summary>
/// <remarks>Settings are <c>ModelServing:Storage:&lt;URI prefix&gt; = folder</c>; the longest prefix that ends at a slash wins.</remarks>
internal sealed class StorageMap
{
    public const string ClaimScheme = "pvc://";

    private readonly List<(string Prefix, string Folder)> _entries;

    public StorageMap(IEnumerable<KeyValuePair<string, string?>> settings) =>
        _entries = [.. settings.Where(pair => pair.Value is not null).Select(pair => (pair.Key.TrimEnd('/'), pair.Value!)).OrderByDescending(pair => pair.Item1.Length)]; // nulls are filtered out

    public bool TryMap(string uri, [NotNullWhen(true)] out string? folder, [NotNullWhen(false)] out string? problem)
    {
        folder = Local(uri) ?? Mapped(uri);
        problem = folder is null ? Unmapped(uri)
            : Directory.Exists(folder) ? null
            : $"{uri} is mapped to {folder}, which does not exist";
        folder = problem is null ? folder : null;
        return folder is not null;
    }

    /// <summary>Gets the names of the claims that settings map.</summary>
    public IEnumerable<string> Claims => _entries.Where(entry => entry.Prefix.StartsWith(ClaimScheme, StringComparison.Ordinal)).Select(entry => entry.Prefix[ClaimScheme.Length..].Split('/')[0]);

    /// <summary>What settings map to folders of its own below a mapped URI, by the path from there.</summary>
    public IEnumerable<(string Relative, string Folder)> Below(string uri)
    {
        var root = uri.TrimEnd('/') + "/";
        return _entries.Where(entry => entry.Prefix.StartsWith(root, StringComparison.Ordinal)).Select(entry => (entry.Prefix[(root.Length - 1)..], entry.Folder));
    }

    private static string? Local(string uri) =>
        uri.StartsWith("file://", StringComparison.Ordinal) ? uri["file://".Length..] : uri.StartsWith('/') ? uri : null;

    private string? Mapped(string uri)
    {
        foreach (var (prefix, folder) in _entries)
        {
            if (uri.StartsWith(prefix, StringComparison.Ordinal) && (uri.Length == prefix.Length || uri[prefix.Length] == '/'))
            {
                return PathMap.Below(folder, uri[prefix.Length..]);
            }
        }

        return null;
    }

    private static string Unmapped(string uri)
    {
        var scheme = uri.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : uri.IndexOf('/', scheme + 3);
        var root = slash < 0 ? uri : uri[..slash];
        var kind = uri.StartsWith(ClaimScheme, StringComparison.Ordinal) ? "claim" : "bucket";
        return $"{kind} {root} is not mapped to a folder: set ModelServing:Storage:{root}=<folder>";
    }
}
