using System.Text;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Resources;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Notices that a target is not what it was: another process listens, or another version of the model is served.</summary>
internal sealed class TargetWatch(PreparedTarget target, TimeSpan timeout, ClientSettings clients) : IDisposable
{
    private readonly ProbeClient _probe = new(timeout, clients);
    private readonly Uri? _status = StatusUrl(target.PredictUrl);
    private ProcessIdentity? _process;
    private string? _model;

    /// <summary>Looks at the target, and says what changed since the last look; null where nothing did, or nothing can be seen.</summary>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        var process = target.PredictUrl.IsLoopback ? ProcessIdentity.ListeningOn(target.PredictUrl.Port) : null;
        var answer = _status is null ? null : await _probe.GetAsync(_status, target.Host, cancellationToken);
        var model = answer is { IsOk: true } ? Encoding.UTF8.GetString(answer.Body) : null;
        var change = _process is not null && process is not null && process != _process ? $"process {process.Id} took the place of process {_process.Id}"
            : _model is not null && model is not null && model != _model ? "another version of the model was served"
            : null;
        (_process, _model) = (process ?? _process, model ?? _model);
        return change;
    }

    public void Dispose() => _probe.Dispose();

    /// <summary>Where a platform tells which versions it serves: the predict URL without its verb.</summary>
    internal static Uri? StatusUrl(Uri predict)
    {
        var path = predict.GetLeftPart(UriPartial.Path);
        var verb = new[] { ":predict", "/infer" }.FirstOrDefault(end => path.EndsWith(end, StringComparison.Ordinal));
        return verb is null || predict.Scheme is not ("http" or "https") ? null : new(path[..^verb.Length]);
    }
}
