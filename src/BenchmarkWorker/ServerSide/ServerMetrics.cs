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
    private readonly HashSet<ServerHistogram> _prompt = [];

    private IReadOnlyList<ServerHistogram> _histograms = target.PredictUrl.Scheme is "http" or "https" ? ServerHistogram.Of(target) : [];
    private ServerLook[] _last = [];

    /// <summary>Looks at the platform before a block: at a page that counts probes, too, only when it must show those that were sent until now.</summary>
    public async Task StartBlockAsync(CancellationToken cancellationToken)
    {
        List<ServerLook> looks = [];
        foreach (var (index, histogram) in _histograms.Index())
        {
            if (histogram.CountsProbes)
            {
                await Task.Delay(PageAge, timeProvider, cancellationToken);
            }

            looks.Add(Absent(index) ?? await LookAsync(histogram, cancellationToken));
        }

        _last = [.. looks];
    }

    /// <summary>Looks again after it, in the opposite order, so that no look is counted. What has told something is all that is looked at from then on.</summary>
    public async Task<ServerBlock> FinishBlockAsync(long answers, CancellationToken cancellationToken)
    {
        var looks = new ServerLook[_histograms.Count];
        foreach (var (index, histogram) in _histograms.Index().Reverse())
        {
            looks[index] = Absent(index) ?? await LookAsync(histogram, _last[index].Requests.Count + answers, cancellationToken);
        }

        var (block, told) = Between(_last, looks);
        (_histograms, _last) = told is { } only ? ([_histograms[only]], [looks[only]]) : (_histograms, looks);
        return block;
    }

    public void Dispose() => _probe.Dispose();

    /// <summary>A page that is not there is not asked for again.</summary>
    private ServerLook? Absent(int index) => _last.ElementAtOrDefault(index) is { Problem: not null } absent ? absent : null;

    /// <summary>What was counted between two looks, and by which histogram.</summary>
    private (ServerBlock Block, int? Told) Between(ServerLook[] before, ServerLook[] after)
    {
        List<string> problems = [];
        foreach (var (index, histogram) in _histograms.Index())
        {
            var (first, last) = (before[index], after[index]);
            var requests = last.Requests.Since(first.Requests);
            if (last.Problem is null && requests.Count > 0)
            {
                return (new($"{histogram.Name} at {histogram.Page}", requests, last.Model.Since(first.Model), null), index);
            }

            problems.Add(last.Problem ?? (requests.Count < 0 ? $"{histogram.Name} at {histogram.Page} began anew: the server was restarted" : $"{histogram.Name} at {histogram.Page} counted none of the requests"));
        }

        return (ServerBlock.Nothing(problems.Count > 0 ? string.Join("; ", problems) : "no metrics of its own are known of such an endpoint"), null);
    }

    /// <summary>Looks once more where what the platform has counted lags behind its answers, unless it was seen not to.</summary>
    private async Task<ServerLook> LookAsync(ServerHistogram histogram, double expected, CancellationToken cancellationToken)
    {
        var look = await LookAsync(histogram, cancellationToken);
        if (look.Problem is not null || look.Requests.Count >= expected || _prompt.Contains(histogram))
        {
            return look;
        }

        await Task.Delay(PageAge, timeProvider, cancellationToken);
        var later = await LookAsync(histogram, cancellationToken);
        if (later.Requests.Count <= look.Requests.Count)
        {
            _prompt.Add(histogram);
        }

        return later;
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
