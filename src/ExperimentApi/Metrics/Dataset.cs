using System.Globalization;
using System.Text;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Labelled examples, each ready to be sent.</summary>
internal sealed class Dataset(IReadOnlyList<LabelledRequest> requests)
{
    private const int MaxExamples = 100_000;

    public IReadOnlyList<LabelledRequest> Requests { get; } = requests;

    /// <summary>Reads a CSV file: <c>label,p0,p1,…</c>, then one example a line.</summary>
    public static Dataset Load(string path)
    {
        var requests = new List<LabelledRequest>();
        foreach (var line in File.ReadLines(path))
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            if (requests.Count == 0 && line.StartsWith("label,", StringComparison.Ordinal))
            {
                continue;
            }

            if (comma <= 0 || !int.TryParse(line.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out var label) || !IsNumbers(line.AsSpan(comma + 1)))
            {
                throw new InvalidDataException($"{path}: line {requests.Count + 2} is not a label and numbers");
            }

            requests.Add(new(label, Encoding.UTF8.GetBytes($"{{\"instances\":[[{line[(comma + 1)..]}]]}}")));
            if (requests.Count > MaxExamples)
            {
                throw new InvalidDataException($"{path} has more than {MaxExamples} examples");
            }
        }

        return requests.Count > 0 ? new(requests) : throw new InvalidDataException($"{path} has no examples");
    }

    /// <summary>Finds a file as given, or relative to a folder above the current one.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool IsNumbers(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(','))
        {
            if (!double.TryParse(text[range], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
