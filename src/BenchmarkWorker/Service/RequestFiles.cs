using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The files that a request over HTTP may name: those of one folder. Whoever may ask for a run need not be one who may read this machine.</summary>
internal static class RequestFiles
{
    /// <summary>Puts the folder before the names, and says which names are refused, and why.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">The folder; null where requests may name no file.</param>
    public static (RunRequest Request, IReadOnlyList<RunProblem> Problems) Find(RunRequest request, string? folder)
    {
        List<RunProblem> problems = [];
        var found = request with
        {
            ArrivalFile = PathOf(nameof(RunRequest.ArrivalFile), request.ArrivalFile),
            Requests = PathOf(nameof(RunRequest.Requests), request.Requests),
            Golden = request.GoldenFile is { } golden ? PathOf(nameof(RunRequest.Golden), golden) : request.Golden,
            Kubeconfig = PathOf(nameof(RunRequest.Kubeconfig), request.Kubeconfig),
        };
        return (found, problems);

        string? PathOf(string option, string? name)
        {
            if (name is null)
            {
                return null;
            }

            var named = RunOption.Of(option);
            if (folder is null)
            {
                problems.Add(new(named, $"{named} names a file: over HTTP that takes a folder for such files, {BenchmarkOptions.Section}:{nameof(BenchmarkOptions.FilesDirectory)}"));
                return null;
            }

            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
            var path = name.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(name, root);
            if (path.Length > root.Length && path.StartsWith(root, StringComparison.Ordinal))
            {
                return path;
            }

            problems.Add(new(named, $"{named}: {name} is not in the folder for files that requests name"));
            return null;
        }
    }
}
