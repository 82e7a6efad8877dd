using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Finds out over HTTP which URL predicts, which protocol it speaks and what the model takes.</summary>
internal sealed class RestDiscovery(BenchmarkPlan plan, ProbeClient probe)
{
    public async Task<Discovery> FindAsync(Target target, string? host, CancellationToken cancellationToken) => target.Platform switch
    {
        Platform.Seldon => await FindSeldonAsync(target, cancellationToken),
        Platform.Url => await FindByUrlAsync(target, host, cancellationToken),
        _ => await FindByNameAsync(target, target.Platform == Platform.TensorFlow ? WireProtocol.TensorFlow : target.Protocol, host, cancellationToken),
    };

    /// <summary>Tries each name with the metadata of V1 and of V2, as far as the protocol is open.</summary>
    private async Task<Discovery> FindByNameAsync(Target target, WireProtocol? protocol, string? host, CancellationToken cancellationToken)
    {
        ProbeAnswer? first = null;
        Discovery? spoken = null;
        foreach (var name in ModelNames.Of(target, plan))
        {
            if (protocol is null or WireProtocol.TensorFlow)
            {
                var answer = await probe.GetAsync(Append(target.Url, $"v1/models/{name}/metadata"), host, cancellationToken);
                first ??= answer;
                if (answer.IsOk && SignatureReader.TryReadTensorFlow(answer.Body, out var signature))
                {
                    return At(target.Url, WireProtocol.TensorFlow, name) with { Signature = signature, Version = VersionOf(answer.Body) };
                }
            }

            if (protocol is not WireProtocol.TensorFlow && first?.Failure is null)
            {
                var answer = await probe.GetAsync(Append(target.Url, $"v2/models/{name}"), host, cancellationToken);
                first ??= answer;
                spoken ??= answer.IsOk ? At(target.Url, protocol ?? WireProtocol.OpenInference, name) : null;
                if (answer.IsOk && SignatureReader.TryReadOpenInference(answer.Body, out var signature))
                {
                    return At(target.Url, protocol ?? WireProtocol.OpenInference, name) with { Signature = signature };
                }
            }

            if (first?.Failure is { } failure)
            {
                return At(target.Url, WireProtocol.TensorFlow, name) with { Problem = failure };
            }
        }

        var names = ModelNames.Of(target, plan);
        return (spoken ?? At(target.Url, protocol ?? WireProtocol.TensorFlow, names[0])) with { Missing = $"no metadata for model {string.Join(" or ", names)}: {first?.Describe()}" };
    }

    private async Task<Discovery> FindSeldonAsync(Target target, CancellationToken cancellationToken)
    {
        var protocol = plan.SeldonProtocol;
        if (protocol == SeldonProtocol.Auto)
        {
            var health = await probe.GetAsync(Append(target.Url, "api/v1.0/health/status"), null, cancellationToken);
            if (health.Failure is { } failure)
            {
                return At(target.Url, WireProtocol.Seldon, plan.ModelName) with { Problem = failure };
            }

            protocol = health.IsOk ? SeldonProtocol.Seldon
                : (await probe.GetAsync(Append(target.Url, "v2/health/ready"), null, cancellationToken)).IsOk ? SeldonProtocol.V2
                : SeldonProtocol.TensorFlow;
        }

        var described = await FindByNameAsync(target, null, null, cancellationToken);
        return protocol switch
        {
            SeldonProtocol.Seldon => described with { PredictUrl = Append(target.Url, "api/v1.0/predictions"), Protocol = WireProtocol.Seldon, ModelName = plan.ModelName },
            SeldonProtocol.V2 => At(target.Url, WireProtocol.OpenInference, described.Signature is null ? ModelNames.Of(target, plan)[0] : described.ModelName) with { Signature = described.Signature, Missing = described.Missing, Problem = described.Problem },

            // Without a name the executor walks the whole graph whatever its nodes are called.
            _ => described with { PredictUrl = Append(target.Url, "v1/models/:predict"), Protocol = WireProtocol.TensorFlow },
        };
    }

    /// <summary>A URL tells its protocol by how it ends, and where its model describes itself.</summary>
    private async Task<Discovery> FindByUrlAsync(Target target, string? host, CancellationToken cancellationToken)
    {
        var text = target.Url.GetLeftPart(UriPartial.Path);
        if (text.EndsWith("/predictions", StringComparison.Ordinal))
        {
            return new(target.Url, WireProtocol.Seldon, plan.ModelName) { Missing = $"no metadata for {target.Url}" };
        }

        var isInfer = text.EndsWith("/infer", StringComparison.Ordinal);
        if (!isInfer && !text.EndsWith(":predict", StringComparison.Ordinal))
        {
            var problem = plan.Clients.RequestsFile is null ? $"cannot tell the protocol of {target.Url}: --url must end in :predict, /infer or /predictions, or --requests say what to send" : null;
            return new(target.Url, WireProtocol.Raw, plan.ModelName) { Problem = problem };
        }

        var answer = await probe.GetAsync(isInfer ? new(text[..^"/infer".Length]) : new Uri(text[..^":predict".Length] + "/metadata"), host, cancellationToken);
        ModelSignature? signature = null;
        _ = answer.IsOk && (isInfer ? SignatureReader.TryReadOpenInference(answer.Body, out signature) : SignatureReader.TryReadTensorFlow(answer.Body, out signature));
        return new(target.Url, isInfer ? WireProtocol.OpenInference : WireProtocol.TensorFlow, ModelNames.InPath(target.Url) ?? plan.ModelName)
        {
            Signature = signature,
            Problem = answer.Failure,
            Missing = $"no metadata for {target.Url}: {answer.Describe()}",
        };
    }

    private static Discovery At(Uri url, WireProtocol protocol, string name) =>
        new(Append(url, protocol == WireProtocol.TensorFlow ? $"v1/models/{name}:predict" : $"v2/models/{name}/infer"), protocol, name);

    private static string? VersionOf(byte[] metadata) => SignatureReader.Child(SignatureReader.Child(JsonNode.Parse(metadata), "model_spec"), "version")?.ToString();

    private static Uri Append(Uri url, string path) => new($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
