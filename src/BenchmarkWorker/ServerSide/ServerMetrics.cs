using System.Text;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.ServerSide;

/// <summary>Asks a platform's own metrics, before and after each block, how long its requests took: the difference is the block's.</summary>
internal sealed class ServerMetrics(PreparedTarget target, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A page may be as old as OpenTelemetry's exporter keeps it, 0.3 s, which is longer than a short block.</summary>
    private static readonly TimeSpan PageAge = TimeSpan.FromMilliseconds(400);

    private readonly ProbeClient _probe = new(Patience, target.Settings with { Http2 = false });
    private readonly IReadOnlyList<ServerHistogram> _histograms = target.PredictUrl.Scheme is "http" or "https" ? ServerHistogram.Of(target) : [];

    private IReadOnlyList<ServerLook>? _last;
    private bool _mayLag = true;

    /// <summary>Looks at the platform before a block.</summary>
    public async Task StartBlockAsync(CancellationToken cancellationToken) => _last = await LookAsync(_last, cancellationToken);

    /// <summary>Looks again after it, and once more where what the platform has counted lags behind its answers.</summary>
    public async Task<ServerBlock> FinishBlockAsync(long answers, CancellationToken cancellationToken)
    {
        var before = _last ?? [];
        _last = await LookAsync(before, cancellationToken);
        var block = Between(before, _last);
        if (_mayLag && block.Requests.Count < answers && _last.Any(look => look.Problem is null))
        {
            await Task.Delay(PageAge, timeProvider, cancellationToken);
            _last = await LookAsync(before, cancellationToken);
            var later = Between(before, _last);
            _mayLag = later.Requests.Count > block.Requests.Count;
            block = later;
        }

        return block;
    }

    public void Dispose() => _probe.Dispose();

    /// <summary>Looks at every page that there may be; a page that is not there is not asked for again.</summary>
    private async Task<IReadOnlyList<ServerLook>> LookAsync(IReadOnlyList<ServerLook>? before, CancellationToken cancellationToken)
    {
        List<ServerLook> looks = [];
        foreach (var (index, histogram) in _histograms.Index())
        {
            looks.Add(before?[index] is { Problem: not null } absent ? absent : await LookAsync(histogram, cancellationToken));
        }

        return looks;
    }

    /// <summary>What was counted between two looks.</summary>
    private ServerBlock Between(IReadOnlyList<ServerLook> before, IReadOnlyList<ServerLook> after)
    {
        List<string> problems = [];
        foreach (var (index, histogram) in _histograms.Index())
        {
            var (first, last) = (before[index], after[index]);
            var requests = last.Requests.Since(first.Requests);
            if (last.Problem is null && requests.Count > 0)
            {
                return new($"{histogram.Name} at {histogram.Page}", requests, last.Model.Since(first.Model), null);
            }

            problems.Add(last.Problem ?? (requests.Count < 0 ? $"{histogram.Name} at {histogram.Page} began anew: the server was restarted" : $"{histogram.Name} at {histogram.Page} counted none of the requests"));
        }

        return ServerBlock.Nothing(problems.Count > 0 ? string.Join("; ", problems) : "no metrics of its own are known of such an endpoint");
    }

    private async Task<ServerLook> LookAsync(ServerHistogram histogram, CancellationToken cancellationToken)
    {
        var answer = await _probe.GetAsync(histogram.Page, null, cancellationToken);
        if (!answer.IsOk)
        {
            return new(LatencyBucketCounts.None, LatencyBucketCounts.None, answer.Failure ?? $"{histogram.Page} answers HTTP {answer.Status}");
        }

        var page = Encoding.UTF8.GetString(answer.Body);
        return new(histogram.Read(page), histogram.ReadPart(page), null);
    }
}
