namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads the endpoints a user named, in the order platforms are reported, and gives each a name of its own.</summary>
internal static class TargetList
{
    /// <summary>Returns null and the one line that says why when a text is not a URL.</summary>
    public static (IReadOnlyList<Target>? Targets, string? Problem) Read(TargetUrls urls)
    {
        List<Target> targets = [];
        foreach (var (platform, text, label, protocol) in Named(urls))
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var isGrpc = protocol?.IsGrpc() == true;
            if (!Uri.TryCreate(isGrpc && !text.Contains("://", StringComparison.Ordinal) ? $"http://{text}" : text, UriKind.Absolute, out var parsed) || (isGrpc && parsed.Host.Length == 0))
            {
                return (null, $"'{text}' is not {(isGrpc ? "HOST:PORT or " : "")}an absolute URL");
            }

            targets.Add(new(platform, parsed, label, protocol));
        }

        return (targets, null);
    }

    private static IEnumerable<(Platform Platform, string? Text, string? Label, WireProtocol? Protocol)> Named(TargetUrls urls)
    {
        yield return (Platform.TensorFlow, urls.TensorFlow, null, null);
        yield return (Platform.TensorFlow, urls.TensorFlowGrpc, "tensorflow-grpc", WireProtocol.TensorFlowGrpc);
        yield return (Platform.Seldon, urls.Seldon, null, null);
        yield return (Platform.Seldon, urls.SeldonGrpc, "seldon-grpc", urls.SeldonProtocol switch
        {
            SeldonProtocol.TensorFlow => WireProtocol.TensorFlowGrpc,
            SeldonProtocol.V2 => WireProtocol.OpenInferenceGrpc,
            _ => WireProtocol.SeldonGrpc,
        });
        foreach (var protocol in urls.KServeProtocols.Count == 0 ? [null] : urls.KServeProtocols.Distinct().Select(protocol => (WireProtocol?)protocol))
        {
            yield return (Platform.KServe, urls.KServe, urls.KServeProtocols.Count > 1 ? KServeLabel(protocol) : null, protocol);
        }

        yield return (Platform.KServe, urls.KServeGrpc, "kserve-v2-grpc", WireProtocol.OpenInferenceGrpc);
        foreach (var (number, url) in urls.Urls.Index())
        {
            yield return (Platform.Url, url, number == 0 ? null : $"url-{number + 1}", null);
        }
    }

    private static string KServeLabel(WireProtocol? protocol) => protocol switch
    {
        WireProtocol.TensorFlow => "kserve-v1",
        WireProtocol.OpenInferenceBinary => "kserve-v2-binary",
        _ => "kserve-v2",
    };
}
