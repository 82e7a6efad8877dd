using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>What an earlier run wrote, as far as a comparison needs it: files of other releases are read, too.</summary>
/// <param name="Name">The file.</param>
/// <param name="Platforms">The platforms by name.</param>
internal sealed record ResultFile(string Name, IReadOnlyDictionary<string, StoredPlatform> Platforms)
{
    /// <summary>Reads a <c>benchmark_results.json</c>.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out ResultFile? result, [NotNullWhen(false)] out string? problem)
    {
        result = null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("platforms", out var platforms)
                && platforms.ValueKind == JsonValueKind.Array)
            {
                result = new(path, platforms.EnumerateArray().Select(StoredPlatform.Read).GroupBy(platform => platform.Name).ToDictionary(group => group.Key, group => group.First()));
            }

            problem = result is null ? $"{path} is not a benchmark result: it has no platforms" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            problem = $"cannot read {path}: {exception.Message}";
        }

        return problem is null && result is not null;
    }
}
