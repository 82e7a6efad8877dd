using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>What failed, and what to do about each kind.</summary>
internal static class FailureRules
{
    /// <summary>The least share of the offered requests that a server which keeps up answers.</summary>
    private const double KeepsUp = 0.97;

    public static IEnumerable<string> Failed(BenchmarkOutcome outcome)
    {
        foreach (var platform in outcome.Platforms.Where(platform => platform.State == PlatformState.Failed))
        {
            yield return platform.Failures.Count == 0
                ? $"{platform.Name} never got as far as a request: {platform.Problem ?? "it does not answer"}. Repair it and run again before you compare; the other figures do not depend on it."
                : $"{platform.Name} gave no valid answer to {platform.TotalRequests} requests: {string.Join("; ", platform.Failures.OrderByDescending(failure => failure.Value).Select(failure => $"{failure.Value} × {failure.Key}, so {Remedy(failure.Key, outcome.Plan, platform)}"))}.";
        }
    }

    /// <summary>One sentence for each kind, so that what befell every platform is not said of each.</summary>
    public static IEnumerable<string> Errors(BenchmarkOutcome outcome)
    {
        var kinds = Facts.Measured(outcome).SelectMany(platform => platform.Failures.Where(failure => failure.Value > 0).Select(failure => (failure.Key, failure.Value, Platform: platform)))
            .GroupBy(failure => failure.Key).OrderByDescending(kind => kind.Sum(failure => failure.Value)).ThenBy(kind => kind.Key, StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            var where = Facts.List(kind.OrderByDescending(failure => failure.Value).Select(failure => $"{failure.Platform.Name} ({failure.Value} of {failure.Platform.TotalRequests} requests, {Figures.Share(failure.Value, failure.Platform.TotalRequests)})"));
            yield return $"{kind.Key} on {where}: {Remedy(kind.Key, outcome.Plan, kind.MaxBy(failure => failure.Value).Platform)}.";
        }
    }

    public static IEnumerable<string> NotValid(BenchmarkOutcome outcome)
    {
        foreach (var platform in outcome.Platforms.Where(platform => !platform.Validity.IsValid))
        {
            var rate = platform.OpenLoop is { } open && platform.Throughput?.Value is { } answered && answered < KeepsUp * open.OfferedRate
                ? $" It was offered {Figures.Number(open.OfferedRate)} requests/s and answered {Figures.Number(answered)}/s: measure it again below that."
                : "";
            yield return $"Do not compare {platform.Name}: {string.Join("; ", platform.Validity.Reasons)}.{rate}";
        }
    }

    /// <summary>What to do about a kind of failure, in the plan's own figures.</summary>
    internal static string Remedy(string kind, BenchmarkPlan plan, PlatformResult platform) => kind switch
    {
        "dns" => $"the host of {platform.EndpointUrl} has no address here: correct the URL or the resolver",
        "connect_refused" => $"nothing listens at {platform.EndpointUrl}: start the server, or correct the port",
        "connect_failed" or "connect_timeout" => $"connections to {platform.EndpointUrl} are not made: look for a firewall, a full accept queue or a wrong network",
        "tls" => "the certificate or the protocol version was refused: trust its issuer, or correct the host name",
        "reset" => "connections broke under way: look for a server that restarts, its memory limit, and idle timeouts of proxies between",
        "protocol" => "the answers are not proper HTTP: check that the port speaks the protocol that was asked for",
        "deadline" => $"no answer came within {Figures.Number(plan.Timeout.TotalSeconds)} s: offer less load, give the server more replicas, or raise the deadline if callers can wait",
        "http_429" => "the server turned them away on purpose: raise its queue or its rate limit, add replicas, or stay under the rate it accepts",
        "body_invalid" => "status 200 came with a body that is no answer: count these as outages, and check the model's outputs against its signature",
        "wrong_output" => "the answers differ from the expected ones: check version and preprocessing before any figure is believed, because a fast wrong server is no server",
        "client_overload" => "this machine had no socket or buffer left for them: offer less load from here, or generate it elsewhere",
        "cancelled" => "the run was broken off: let it finish",
        _ when kind.StartsWith("http_4", StringComparison.Ordinal) => $"the requests do not suit the server: check model name {plan.ModelName}, path and payload against what it says first: {platform.Problem ?? "nothing"}",
        _ when kind.StartsWith("http_5", StringComparison.Ordinal) => $"the server failed on them: its log says why; what it answered first: {platform.Problem ?? "nothing"}",
        _ when kind.StartsWith("http_", StringComparison.Ordinal) => "the answers are neither 200 nor an error: follow the redirect by hand and give the final URL",
        _ when kind.StartsWith("grpc_resource_exhausted", StringComparison.Ordinal) => "the server turned them away on purpose: raise its queue or its message limit, or add replicas",
        _ when kind.StartsWith("grpc_unavailable", StringComparison.Ordinal) => "the server was not ready or closed the connection: look for restarts and for a proxy that ends streams",
        _ => $"see what came first: {platform.Problem ?? "nothing"}",
    };
}
