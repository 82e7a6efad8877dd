using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Finds out, per platform, which URL predicts, which protocol it speaks and what the model takes.</summary>
internal sealed class TargetPreparer(BenchmarkPlan plan) : IDisposable
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(15);
    private readonly ProbeClient _probe = new(plan.Timeout < LongestProbe ? plan.Timeout : LongestProbe);

    /// <summary>Prepares every target in the plan's order; Seldon last, because its own description may have to come from the same model elsewhere.</summary>
    public async Task<IReadOnlyList<PreparationOutcome>> PrepareAsync(CancellationToken cancellationToken)
    {
        var outcomes = new PreparationOutcome[plan.Targets.Count];
        ModelSignature? shared = null;
        foreach (var index in Enumerable.Range(0, outcomes.Length).OrderBy(i => plan.Targets[i].Platform == Platform.Seldon))
        {
            var target = plan.Targets[index];
            var found = await FindAsync(target, shared, cancellationToken);
            shared ??= found.Signature;
            outcomes[index] = new(target, found.Signature is null ? null : Prepare(target, found), found.Problem);
        }

        return outcomes;
    }

    public void Dispose() => _probe.Dispose();

    private Task<Discovery> FindAsync(Target target, ModelSignature? shared, CancellationToken cancellationToken) => target.Platform switch
    {
        Platform.TensorFlow => FindByNameAsync(target.Url, [plan.ModelName], openInference: false, null, cancellationToken),
        Platform.KServe => FindByNameAsync(target.Url, KServeNames(target.Url), openInference: true, HostFor(target), cancellationToken),
        Platform.Seldon => FindSeldonAsync(target.Url, shared, cancellationToken),
        _ => FindByUrlAsync(target, shared, cancellationToken),
    };

    /// <summary>Tries each name with V1 metadata and, where the platform has it, V2.</summary>
    private async Task<Discovery> FindByNameAsync(Uri url, IReadOnlyList<string> names, bool openInference, string? host, CancellationToken cancellationToken)
    {
        ProbeAnswer? first = null;
        foreach (var name in names)
        {
            var answer = await _probe.GetAsync(Append(url, $"v1/models/{name}/metadata"), host, cancellationToken);
            first ??= answer;
            if (answer.IsOk && SignatureReader.TryReadTensorFlow(answer.Body, out var signature))
            {
                return new(Append(url, $"v1/models/{name}:predict"), WireProtocol.TensorFlow, name, signature, null, VersionOf(answer.Body));
            }

            if (answer.Failure is not null)
            {
                break;
            }

            answer = openInference ? await _probe.GetAsync(Append(url, $"v2/models/{name}"), host, cancellationToken) : answer;
            if (openInference && answer.IsOk && SignatureReader.TryReadOpenInference(answer.Body, out signature))
            {
                return new(Append(url, $"v2/models/{name}/infer"), WireProtocol.OpenInference, name, signature, null, null);
            }
        }

        return Discovery.Failed(first?.Failure ?? $"no metadata for model {string.Join(" or ", names)}: {first?.Describe()}");
    }

    private async Task<Discovery> FindSeldonAsync(Uri url, ModelSignature? shared, CancellationToken cancellationToken)
    {
        var protocol = plan.SeldonProtocol;
        if (protocol == SeldonProtocol.Auto)
        {
            var health = await _probe.GetAsync(Append(url, "api/v1.0/health/status"), null, cancellationToken);
            if (health.Failure is { } failure)
            {
                return Discovery.Failed(failure);
            }

            protocol = health.IsOk ? SeldonProtocol.Seldon
                : (await _probe.GetAsync(Append(url, "v2/health/ready"), null, cancellationToken)).IsOk ? SeldonProtocol.V2
                : SeldonProtocol.TensorFlow;
        }

        var described = await FindByNameAsync(url, SeldonNames(url), openInference: true, null, cancellationToken);
        if (described.Signature is null && shared is null)
        {
            return described;
        }

        var signature = described.Signature ?? shared;
        return protocol switch
        {
            SeldonProtocol.Seldon => new(Append(url, "api/v1.0/predictions"), WireProtocol.Seldon, plan.ModelName, signature, null, described.Version),
            SeldonProtocol.V2 => new(Append(url, $"v2/models/{described.ModelName ?? SeldonNames(url)[0]}/infer"), WireProtocol.OpenInference, plan.ModelName, signature, null, null),

            // Without a name the executor walks the whole graph whatever its nodes are called.
            _ => new(Append(url, "v1/models/:predict"), WireProtocol.TensorFlow, described.ModelName ?? plan.ModelName, signature, null, described.Version),
        };
    }

    private async Task<Discovery> FindByUrlAsync(Target target, ModelSignature? shared, CancellationToken cancellationToken)
    {
        var url = target.Url;
        var text = url.GetLeftPart(UriPartial.Path);
        var isInfer = text.EndsWith("/infer", StringComparison.Ordinal);
        if (!isInfer && !text.EndsWith(":predict", StringComparison.Ordinal))
        {
            return Discovery.Failed($"cannot tell the protocol of {url}: --url must end in :predict or /infer");
        }

        var answer = await _probe.GetAsync(isInfer ? new(text[..^"/infer".Length]) : new Uri(text[..^":predict".Length] + "/metadata"), HostFor(target), cancellationToken);
        ModelSignature? signature = null;
        _ = answer.IsOk && (isInfer ? SignatureReader.TryReadOpenInference(answer.Body, out signature) : SignatureReader.TryReadTensorFlow(answer.Body, out signature));
        return (signature ?? shared) is { } known && answer.Failure is null
            ? new(url, isInfer ? WireProtocol.OpenInference : WireProtocol.TensorFlow, plan.ModelName, known, null, null)
            : Discovery.Failed(answer.Failure ?? $"no metadata for {url}: {answer.Describe()}");
    }

    private PreparedTarget Prepare(Target target, Discovery found)
    {
        var factory = new PayloadFactory(found.Signature!, found.Protocol, plan.PayloadSize, plan.Seed); // the caller has checked it
        return new()
        {
            Target = target,
            PredictUrl = found.PredictUrl!, // set whenever the signature is
            Protocol = found.Protocol,
            ModelName = found.ModelName ?? plan.ModelName,
            Payloads = factory.Create(plan.Duration is null ? plan.TotalRequests : int.MaxValue),
            Instances = factory.Instances,
            Features = factory.Features,
            Host = HostFor(target),
            Version = found.Version,
        };
    }

    /// <summary>Only KServe is routed by host; a Seldon deployment behind the same gateway would be missed.</summary>
    private string? HostFor(Target target) => target.Platform is Platform.KServe or Platform.Url ? plan.HostHeader : null;

    /// <summary>An InferenceService serves its model under its own name unless told otherwise; the name is in the path or is the first label of the host.</summary>
    private string[] KServeNames(Uri url)
    {
        var segments = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var service = segments is ["serving", _, var name, ..] ? name : (plan.HostHeader ?? url.Host).Split('.')[0];
        return [.. new[] { plan.KServeModelName, plan.ModelName, service }.OfType<string>().Distinct()];
    }

    /// <summary>A graph node is seldom called like the model: Kubernetes names have no underscores, and deployments are often named model-seldon.</summary>
    private string[] SeldonNames(Uri url)
    {
        var deployment = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? plan.ModelName;
        var stem = deployment.EndsWith("-seldon", StringComparison.Ordinal) ? deployment[..^"-seldon".Length] : deployment;
        return [.. new[] { plan.ModelName, plan.ModelName.Replace('_', '-'), stem, deployment }.Distinct()];
    }

    private static string? VersionOf(byte[] metadata) => SignatureReader.Child(SignatureReader.Child(JsonNode.Parse(metadata), "model_spec"), "version")?.ToString();

    private static Uri Append(Uri url, string path) => new($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");

    private sealed record Discovery(Uri? PredictUrl, WireProtocol Protocol, string? ModelName, ModelSignature? Signature, string? Problem, string? Version)
    {
        public static Discovery Failed(string problem) => new(null, WireProtocol.TensorFlow, null, null, problem, null);
    }
}
