using System.CommandLine;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags of <c>run</c> that say how targets are called, what they are asked and how they are judged.</summary>
internal sealed class ClientOptions
{
    private static readonly Dictionary<string, WireProtocol> KServeNames = new()
    {
        ["v1"] = WireProtocol.TensorFlow,
        ["v2"] = WireProtocol.OpenInference,
        ["v2-binary"] = WireProtocol.OpenInferenceBinary,
    };

    private readonly Option<string?> _tensorFlowGrpc = new("--tensorflow-grpc") { Description = "TensorFlow Serving's gRPC endpoint, for example 127.0.0.1:8500 (https://… for TLS)" };
    private readonly Option<string?> _seldonGrpc = new("--seldon-grpc") { Description = "A Seldon deployment's gRPC endpoint, which speaks --seldon-protocol; http://HOST:PORT/seldon/NAMESPACE/NAME behind a gateway" };
    private readonly Option<string?> _kserveGrpc = new("--kserve-grpc") { Description = "A KServe inference service's gRPC endpoint (open inference protocol)" };
    private readonly Option<string[]> _kserveProtocol = new("--kserve-protocol") { Description = "v1, v2 or v2-binary; several measure each; else what the service describes itself in", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _http2 = new("--http2") { Description = "REST over HTTP/2, without TLS by prior knowledge" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Accept any certificate" };
    private readonly Option<bool> _disableKeepAlive = new("--disable-keepalive") { Description = "A connection for every request: an audit of what connecting costs" };
    private readonly Option<string[]> _header = new("--header", "-H") { Description = "Header of every request, as 'Name: value'; may be repeated" };
    private readonly Option<string> _payloads = new("--payloads") { Description = "distinct inputs, or the same one every time: an audit that shows caches", DefaultValueFactory = _ => "distinct" };
    private readonly Option<string?> _requests = new("--requests") { Description = "Recorded requests to send: JSON bodies, one a line, or a request log or warm-up file of TensorFlow Serving" };
    private readonly Option<string> _golden = new("--golden") { Description = "What outputs must agree with: auto (the platform that answers first), off, or a file of answers, JSON, one a line", DefaultValueFactory = _ => "auto" };
    private readonly Option<double> _tolerance = new("--tolerance") { Description = "How far outputs may differ: relative above 1, absolute below", DefaultValueFactory = _ => GoldenAnswers.DefaultTolerance };

    public ClientOptions()
    {
        _kserveProtocol.AcceptOnlyFromAmong([.. KServeNames.Keys]);
        _payloads.AcceptOnlyFromAmong("distinct", "same");
    }

    public IEnumerable<Option> All => [_tensorFlowGrpc, _seldonGrpc, _kserveGrpc, _kserveProtocol, _http2, _insecure, _disableKeepAlive, _header, _payloads, _requests, _golden, _tolerance];

    public TargetUrls ReadUrls(ParseResult result, TargetUrls rest) => rest with
    {
        TensorFlowGrpc = result.GetValue(_tensorFlowGrpc),
        SeldonGrpc = result.GetValue(_seldonGrpc),
        KServeGrpc = result.GetValue(_kserveGrpc),
        KServeProtocols = [.. (result.GetValue(_kserveProtocol) ?? []).Select(name => KServeNames[name])],
    };

    /// <summary>Reads the flags; the second value is the one line that says what is wrong.</summary>
    public (ClientSettings? Settings, string? Problem) Read(ParseResult result)
    {
        List<HeaderField> headers = [];
        foreach (var text in result.GetValue(_header) ?? [])
        {
            if (!HeaderField.TryParse(text, out var header))
            {
                return (null, $"--header '{text}' is not 'Name: value'");
            }

            headers.Add(header);
        }

        var golden = result.GetRequiredValue(_golden);
        return (new()
        {
            Http2 = result.GetValue(_http2),
            Insecure = result.GetValue(_insecure),
            DisableKeepAlive = result.GetValue(_disableKeepAlive),
            Headers = headers,
            SamePayload = result.GetRequiredValue(_payloads) == "same",
            RequestsFile = result.GetValue(_requests),
            GoldenFile = golden is "auto" or "off" ? null : golden,
            CompareOutputs = golden != "off",
            Tolerance = result.GetValue(_tolerance),
        }, null);
    }
}
