using System.Diagnostics.CodeAnalysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The files that a request over HTTP may name: those of one folder, by whatever links. Whoever may ask for a run need not be one who may read this machine.</summary>
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

            if (InFolder(name, Path.GetFullPath(folder)) is { } path)
            {
                return path;
            }

            problems.Add(new(named, $"{named}: {name} is not in the folder for files that requests name"));
            return null;
        }
    }

    /// <summary>The file that a name means, itself no link; null where name or links lead out of the folder. The folder may be a link: whoever configures it knows.</summary>
    private static string? InFolder(string name, string folder)
    {
        var path = name.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(name, folder);
        var file = IsInside(path, folder) ? LinkFreePath.Of(path) : null;
        return IsInside(file, LinkFreePath.Of(folder)) ? file : null;
    }

    private static bool IsInside([NotNullWhen(true)] string? path, string? folder)
    {
        var root = folder is null ? null : Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return path is not null && root is not null && path.Length > root.Length && path.StartsWith(root, StringComparison.Ordinal);
    }
}
