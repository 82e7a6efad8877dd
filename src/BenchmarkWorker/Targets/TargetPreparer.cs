using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Makes every target ready to be called: finds it, takes its description or, where it has none, that of the same model elsewhere, and encodes its requests.</summary>
internal sealed class TargetPreparer : IDisposable
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(15);

    private readonly BenchmarkPlan _plan;
    private readonly ProbeClient _probe;
    private readonly RestDiscovery _rest;
    private readonly GrpcDiscovery _grpc;

    public TargetPreparer(BenchmarkPlan plan)
    {
        var timeout = plan.Timeout < LongestProbe ? plan.Timeout : LongestProbe;
        _plan = plan;
        _probe = new(timeout, plan.Clients);
        _rest = new(plan, _probe);
        _grpc = new(plan, timeout);
    }

    /// <summary>Prepares every target in the plan's order.</summary>
    public async Task<IReadOnlyList<PreparationOutcome>> PrepareAsync(CancellationToken cancellationToken)
    {
        List<Discovery> found = [];
        foreach (var target in _plan.Targets)
        {
            found.Add(target.Protocol is { } protocol && protocol.IsGrpc()
                ? await _grpc.FindAsync(target, protocol, SettingsFor(target), HostFor(target), cancellationToken)
                : await _rest.FindAsync(target, HostFor(target), cancellationToken));
        }

        var shared = found.FirstOrDefault(discovery => discovery.Signature is not null)?.Signature;
        var (recorded, problem) = await RecordedRequests.ReadAsync(_plan.Clients.RequestsFile, cancellationToken);
        var (golden, badGolden) = await RecordedAnswers.ReadAsync(_plan.Clients, cancellationToken);
        return [.. _plan.Targets.Zip(found, (target, discovery) => (problem ?? badGolden ?? discovery.Problem) is { } reason
            ? new PreparationOutcome(target, null, reason)
            : Prepare(target, discovery.Signature is null ? discovery with { Signature = shared } : discovery, recorded, golden))];
    }

    public void Dispose() => _probe.Dispose();

    private PreparationOutcome Prepare(Target target, Discovery found, RecordedRequests? recorded, GoldenAnswers? golden)
    {
        if (found.Signature is null && recorded is null)
        {
            return new(target, null, $"{found.Missing?.TrimEnd(' ', ':')}; --requests FILE sends requests of your own");
        }

        var factory = found.Signature is { } signature ? new PayloadFactory(signature, found.Protocol, _plan.PayloadSize, _plan.Seed, found.ModelName) : null;
        var wanted = _plan.Clients.SamePayload ? 1 : _plan.Duration is null ? _plan.TotalRequests + _plan.WarmupRequests : int.MaxValue;
        var (payloads, problem) = recorded is not null ? recorded.For(found, wanted) : (null, factory?.Problem);
        if (problem is not null)
        {
            return new(target, null, problem);
        }

        payloads ??= factory?.Create(wanted) ?? [];
        return new(target, Prepare(target, found, golden, payloads) with { Features = recorded is null ? factory?.Features ?? 0 : 0 }, null);
    }

    private PreparedTarget Prepare(Target target, Discovery found, GoldenAnswers? golden, Payload[] payloads) => new()
    {
        Target = target,
        PredictUrl = found.PredictUrl,
        Protocol = found.Protocol,
        ModelName = found.ModelName,
        Payloads = payloads,
        Instances = payloads[0].Instances,
        Features = 0,
        Settings = SettingsFor(target),
        Outputs = found.Signature?.Outputs ?? [],
        Golden = golden,
        Host = HostFor(target),
        Version = found.Version,
    };

    private ClientSettings SettingsFor(Target target) => _plan.Clients with { Headers = [.. target.RoutingHeaders, .. _plan.Clients.Headers] };

    /// <summary>Only KServe is routed by host; a Seldon deployment behind the same gateway would be missed.</summary>
    private string? HostFor(Target target) => target.Platform is Platform.KServe or Platform.Url ? _plan.HostHeader : null;
}
