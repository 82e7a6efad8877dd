namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads the endpoints a user named, in the order platforms are reported.</summary>
internal static class TargetList
{
    /// <summary>Returns null and the one line that says why when a text is not a URL.</summary>
    public static (IReadOnlyList<Target>? Targets, string? Problem) Read(string? tensorFlow, string? seldon, string? kserve, string? url)
    {
        List<Target> targets = [];
        foreach (var (platform, text) in new[] { (Platform.TensorFlow, tensorFlow), (Platform.Seldon, seldon), (Platform.KServe, kserve), (Platform.Url, url) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed))
            {
                return (null, $"'{text}' is not an absolute URL");
            }

            targets.Add(new(platform, parsed));
        }

        return (targets, null);
    }
}
