using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Where reports lie: <c>&lt;StateDirectory&gt;/reports/&lt;run&gt;/</c>. They outlive the process.</summary>
internal sealed class ReportStore(IConfiguration configuration)
{
    private readonly string _root = Path.GetFullPath(Path.Combine(configuration["ModelServing:StateDirectory"] ?? ".modelserving", "reports"));

    /// <summary>Gets the runs that have a report, newest first.</summary>
    public IEnumerable<string> Ids => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Where(folder => File.Exists(Path.Combine(folder, ReportFiles.Html))).Select(folder => Path.GetFileName(folder)).OrderDescending(StringComparer.Ordinal)
        : [];

    public string FolderOf(string id) => Path.Combine(_root, id);

    /// <summary>Finds one artefact; names that are not a run and one of its files do not exist, whatever they spell.</summary>
    public string? Find(string id, string file)
    {
        var isPlain = id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && ReportFiles.Names.Contains(file);
        return isPlain && File.Exists(Path.Combine(_root, id, file)) ? Path.Combine(_root, id, file) : null;
    }
}
