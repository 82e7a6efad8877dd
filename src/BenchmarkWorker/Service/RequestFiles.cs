using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The files that a request over HTTP may name: those of one folder. Whoever may ask for a run need not be one who may read this machine.</summary>
internal static class RequestFiles
{
    /// <summary>Puts the folder before the names; returns the one line that says which name is refused, and why.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">The folder; null where requests may name no file.</param>
    public static (RunRequest? Request, string? Problem) Find(RunRequest request, string? folder)
    {
        string? problem = null;
        var found = request with
        {
            ArrivalFile = PathOf("--arrival-file", request.ArrivalFile),
            Requests = PathOf("--requests", request.Requests),
            Golden = request.GoldenFile is { } golden ? PathOf("--golden", golden) : request.Golden,
            Kubeconfig = PathOf("--kubeconfig", request.Kubeconfig),
        };
        return problem is null ? (found, null) : (null, problem);

        string? PathOf(string flag, string? name)
        {
            if (name is null)
            {
                return null;
            }

            if (folder is null)
            {
                problem ??= $"{flag} names a file: over HTTP that takes a folder for such files, {BenchmarkOptions.Section}:{nameof(BenchmarkOptions.FilesDirectory)}";
                return null;
            }

            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
            var path = name.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(name, root);
            problem ??= path.Length > root.Length && path.StartsWith(root, StringComparison.Ordinal) ? null : $"{flag}: {name} is not in the folder for files that requests name";
            return path;
        }
    }
}
