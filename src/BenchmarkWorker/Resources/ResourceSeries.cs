namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What one source said during the blocks of a target.</summary>
internal sealed class ResourceSeries(IResourceSource source)
{
    public const string Unmoved = "its CPU counter did not move while requests were sent";

    /// <summary>Shorter intervals say more of the operating system's clock tick than of the target.</summary>
    public static readonly TimeSpan ShortestForPeak = TimeSpan.FromMilliseconds(500);

    private readonly RunningFigure _memory = new();
    private readonly RunningFigure _gpu = new();
    private readonly RunningFigure _gpuMemory = new();
    private RunningFigure _blockCores = new();
    private CounterSpans? _counters;
    private (TimeSpan At, double Cpu)? _first;
    private (TimeSpan At, double Cpu)? _last;
    private (TimeSpan At, double Cpu)? _previous;
    private string? _problem;
    private string? _tooLong;
    private double _cpuSeconds;
    private double _elapsed;
    private long _requests;
    private int _blocks;
    private int _seen;
    private double _peak;

    public string Name => source.Name;

    public string? Problem => _problem ?? _tooLong;

    /// <summary>Gets why the CPU is not that of all blocks, where it is that of some.</summary>
    public string? Gap => _seen > 0 && _seen < _blocks ? $"CPU of {_seen} of {_blocks} blocks: {Problem}" : null;

    /// <summary>Gets the mean number of cores in use.</summary>
    public double? Cores => _elapsed > 0 ? _cpuSeconds / _elapsed : null;

    /// <summary>Gets the CPU seconds used while requests were sent.</summary>
    public double? CpuSeconds => _elapsed > 0 ? _cpuSeconds : null;

    /// <summary>Gets what a request of the blocks that were seen costs.</summary>
    public double? CpuSecondsPerRequest => _requests > 0 ? CpuSeconds / _requests : null;

    public double? PeakCores => _elapsed > 0 ? Math.Max(_peak, Cores ?? 0) : null;

    public (double Mean, double Peak)? Memory => _memory.Summary;

    public (double Mean, double Peak)? Gpu => _gpu.Summary;

    public (double Mean, double Peak)? GpuMemory => _gpuMemory.Summary;

    public void BeginBlock(DateTimeOffset start)
    {
        (_first, _last, _previous) = (null, null, null);
        _counters = new(start);
        _blockCores = new();
    }

    /// <summary>Looks once, at a time since the block's beginning.</summary>
    public async Task LookAsync(TimeSpan at, TimeProvider clock, CancellationToken cancellationToken)
    {
        var reading = await source.ReadAsync(cancellationToken);
        if (reading.CpuCounters.Count > 0)
        {
            _counters?.Add(reading.CpuCounters, clock.GetUtcNow());
        }

        _problem = reading.Problem ?? _problem;
        _memory.Add(reading.MemoryBytes);
        _gpu.Add(reading.GpuPercent);
        _gpuMemory.Add(reading.GpuMemoryBytes);
        if (reading.CpuSpan > at)
        {
            _tooLong = FormattableString.Invariant($"its CPU is told as an average over the last {reading.CpuSpan?.TotalSeconds:0} s, which a block must outlast");
        }
        else
        {
            _blockCores.Add(reading.CpuCores);
        }

        if (reading.CpuSeconds is { } cpu)
        {
            Count(at, cpu);
        }
    }

    public void EndBlock(TimeSpan elapsed, long requests)
    {
        _blocks++;
        var (counted, problem) = _counters?.Read(elapsed) ?? default;

        // A counter that stood still was not looked at, as where no scrape fell into the block; one that went back belongs to a new process.
        if (_first is { } first && _last is { } last && last.Cpu > first.Cpu)
        {
            Add(last.Cpu - first.Cpu, 0);
        }
        else if (counted is { } used)
        {
            Add(used, _counters?.Peak ?? 0);
        }
        else if (_blockCores.Summary is { } cores)
        {
            Add(cores.Mean * elapsed.TotalSeconds, cores.Peak);
        }
        else
        {
            _problem ??= problem ?? (_first is null ? null : Unmoved);
        }

        void Add(double seconds, double peak)
        {
            (_cpuSeconds, _elapsed, _requests, _seen) = (_cpuSeconds + seconds, _elapsed + elapsed.TotalSeconds, _requests + requests, _seen + 1);
            _peak = Math.Max(_peak, peak);
        }
    }

    private void Count(TimeSpan at, double cpu)
    {
        _first ??= (at, cpu);
        _last = (at, cpu);
        if (_previous is not { } previous)
        {
            _previous = (at, cpu);
        }
        else if (at - previous.At >= ShortestForPeak)
        {
            _peak = Math.Max(_peak, (cpu - previous.Cpu) / (at - previous.At).TotalSeconds);
            _previous = (at, cpu);
        }
    }
}
