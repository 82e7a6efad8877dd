using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads the endpoints a user named, in the order platforms are reported, and gives each a name of its own.</summary>
internal static class TargetList
{
    /// <summary>Reads the texts that are URLs, and says which are not.</summary>
    public static (IReadOnlyList<Target> Targets, IReadOnlyList<RunProblem> Problems) Read(TargetUrls urls)
    {
        List<Target> targets = [];
        List<RunProblem> problems = [];
        foreach (var (option, platform, text, label, protocol) in Named(urls))
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var isGrpc = protocol?.IsGrpc() == true;
            if (!Uri.TryCreate(isGrpc && !text.Contains("://", StringComparison.Ordinal) ? $"http://{text}" : text, UriKind.Absolute, out var parsed) || (isGrpc && parsed.Host.Length == 0))
            {
                problems.Add(new(option, $"{option}: '{text}' is not {(isGrpc ? "HOST:PORT or " : "")}an absolute URL"));
            }
            else if (parsed.Scheme is not ("http" or "https"))
            {
                problems.Add(new(option, $"{option}: {text} is not an http or https URL"));
            }
            else
            {
                targets.Add(new(platform, parsed, label, protocol));
            }
        }

        return (targets, problems);
    }

    private static IEnumerable<(RunOption Option, Platform Platform, string? Text, string? Label, WireProtocol? Protocol)> Named(TargetUrls urls)
    {
        yield return (RunOption.Of(nameof(RunRequest.TensorflowUrl)), Platform.TensorFlow, urls.TensorFlow, null, null);
        yield return (RunOption.Of(nameof(RunRequest.TensorflowGrpc)), Platform.TensorFlow, urls.TensorFlowGrpc, "tensorflow-grpc", WireProtocol.TensorFlowGrpc);
        yield return (RunOption.Of(nameof(RunRequest.SeldonUrl)), Platform.Seldon, urls.Seldon, null, null);
        yield return (RunOption.Of(nameof(RunRequest.SeldonGrpc)), Platform.Seldon, urls.SeldonGrpc, "seldon-grpc", urls.SeldonProtocol switch
        {
            SeldonProtocol.TensorFlow => WireProtocol.TensorFlowGrpc,
            SeldonProtocol.V2 => WireProtocol.OpenInferenceGrpc,
            _ => WireProtocol.SeldonGrpc,
        });
        foreach (var protocol in urls.KServeProtocols.Count == 0 ? [null] : urls.KServeProtocols.Distinct().Select(protocol => (WireProtocol?)protocol))
        {
            yield return (RunOption.Of(nameof(RunRequest.KserveUrl)), Platform.KServe, urls.KServe, urls.KServeProtocols.Count > 1 ? KServeLabel(protocol) : null, protocol);
        }

        yield return (RunOption.Of(nameof(RunRequest.KserveGrpc)), Platform.KServe, urls.KServeGrpc, "kserve-v2-grpc", WireProtocol.OpenInferenceGrpc);
        foreach (var (number, url) in urls.Urls.Index())
        {
            yield return (RunOption.Of(nameof(RunRequest.Url)), Platform.Url, url, number == 0 ? null : $"url-{number + 1}", null);
        }
    }

    private static string KServeLabel(WireProtocol? protocol) => protocol switch
    {
        WireProtocol.TensorFlow => "kserve-v1",
        WireProtocol.OpenInferenceBinary => "kserve-v2-binary",
        _ => "kserve-v2",
    };
}
