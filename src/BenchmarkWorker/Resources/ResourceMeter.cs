using System.Diagnostics;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Looks about once a second at what a target and the generator use while requests are sent, and at the beginning and the end of each block.</summary>
internal sealed class ResourceMeter : IDisposable
{
    private const double Mebibyte = 1 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly IResourceSource[] _sources;
    private readonly ResourceSeries[] _series;
    private readonly IReadOnlyDictionary<string, string> _absent;
    private readonly ResourceSeries _generator;
    private readonly GeneratorSource _self = new();

    public ResourceMeter(PreparedTarget target, ResourceOptions options, TimeProvider clock)
        : this(ResourceSources.For(target, options), clock)
    {
    }

    internal ResourceMeter((IResourceSource[] Sources, IReadOnlyDictionary<string, string> Absent) found, TimeProvider clock)
    {
        (_clock, _sources, _absent) = (clock, found.Sources, found.Absent);
        _series = [.. _sources.Select(source => new ResourceSeries(source))];
        _generator = new(_self);
    }

    public async Task<BlockSampling> StartBlockAsync(CancellationToken cancellationToken)
    {
        var sampling = new BlockSampling(this, _clock);
        await sampling.BeginAsync(cancellationToken);
        return sampling;
    }

    public ResourceUsage Read()
    {
        var (cpu, memory, gpu) = (First(series => series.Cores), First(series => series.Memory?.Mean), First(series => series.Gpu?.Mean));
        var unsampled = Unsampled(cpu, memory, gpu);
        Dictionary<string, string> sources = [];
        foreach (var (name, series) in new[] { ("cpu", cpu), ("memory", memory), ("gpu", gpu) })
        {
            _ = series is not null && sources.TryAdd(name, series.Name);
        }

        var note = string.Join("; ", sources.Values.Distinct().Concat(cpu?.Gap is { } gap ? [gap] : Array.Empty<string>()).Concat(unsampled.GroupBy(pair => pair.Value).Select(group => $"no {string.Join(" or ", group.Select(pair => pair.Key == "memory" ? "memory" : pair.Key.ToUpperInvariant()))}: {group.Key}")));
        return new(
            100 * cpu?.Cores,
            memory?.Memory?.Mean / Mebibyte,
            gpu?.Gpu?.Mean,
            note,
            100 * cpu?.PeakCores,
            memory?.Memory?.Peak / Mebibyte,
            gpu?.Gpu?.Peak,
            gpu?.GpuMemory?.Peak / Mebibyte,
            cpu?.CpuSecondsPerRequest,
            100 * _generator.Cores,
            _generator.Memory?.Peak / Mebibyte,
            sources,
            unsampled);
    }

    public void Dispose()
    {
        Array.ForEach(_sources, source => source.Dispose());
        _self.Dispose();
    }

    internal async Task LookAsync(TimeSpan at, CancellationToken cancellationToken) =>
        await Task.WhenAll(_series.Append(_generator).Select(series => series.LookAsync(at, _clock, cancellationToken)));

    internal void BeginBlock()
    {
        foreach (var series in _series.Append(_generator))
        {
            series.BeginBlock(_clock.GetUtcNow());
        }
    }

    internal void EndBlock(TimeSpan elapsed, long requests)
    {
        foreach (var series in _series.Append(_generator))
        {
            series.EndBlock(elapsed, requests);
        }
    }

    private ResourceSeries? First(Func<ResourceSeries, double?> figure) => Array.Find(_series, series => figure(series) is not null);

    private Dictionary<string, string> Unsampled(ResourceSeries? cpu, ResourceSeries? memory, ResourceSeries? gpu)
    {
        Dictionary<string, string> reasons = [];
        foreach (var (name, series) in new[] { ("cpu", cpu), ("memory", memory), ("gpu", gpu) })
        {
            if (series is null)
            {
                reasons[name] = _absent.GetValueOrDefault(name) ?? _series.Select(known => known.Problem).FirstOrDefault(problem => problem is not null) ?? "nothing tells it";
            }
        }

        return reasons;
    }

    /// <summary>The looks of one block.</summary>
    internal sealed class BlockSampling(ResourceMeter meter, TimeProvider clock) : IAsyncDisposable
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly CancellationTokenSource _stop = new();
        private Task _looking = Task.CompletedTask;

        public async Task BeginAsync(CancellationToken cancellationToken)
        {
            meter.BeginBlock();
            await meter.LookAsync(TimeSpan.Zero, cancellationToken);
            _looking = LookAsync(_stop.Token);
        }

        public async Task FinishAsync(TimeSpan elapsed, long requests)
        {
            await _stop.CancelAsync();
            await _looking;
            await meter.LookAsync(Stopwatch.GetElapsedTime(_start), CancellationToken.None);
            meter.EndBlock(elapsed, requests);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _looking;
            _stop.Dispose();
        }

        private async Task LookAsync(CancellationToken cancellationToken)
        {
            try
            {
                using var timer = new PeriodicTimer(Period, clock);
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    await meter.LookAsync(Stopwatch.GetElapsedTime(_start), cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
