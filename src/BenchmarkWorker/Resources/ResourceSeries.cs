namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What one source said during the blocks of a target.</summary>
internal sealed class ResourceSeries(IResourceSource source)
{
    /// <summary>Shorter intervals say more of the operating system's clock tick than of the target.</summary>
    private static readonly TimeSpan ShortestForPeak = TimeSpan.FromMilliseconds(500);

    private readonly RunningFigure _memory = new();
    private readonly RunningFigure _gpu = new();
    private readonly RunningFigure _gpuMemory = new();
    private RunningFigure _blockCores = new();
    private (TimeSpan At, double Cpu)? _first;
    private (TimeSpan At, double Cpu)? _last;
    private (TimeSpan At, double Cpu)? _previous;
    private string? _problem;
    private string? _tooLong;
    private double _cpuSeconds;
    private double _elapsed;
    private double _peak;

    public string Name => source.Name;

    public string? Problem => _problem ?? _tooLong;

    /// <summary>Gets the mean number of cores in use.</summary>
    public double? Cores => _elapsed > 0 ? _cpuSeconds / _elapsed : null;

    /// <summary>Gets the CPU seconds used while requests were sent.</summary>
    public double? CpuSeconds => _elapsed > 0 ? _cpuSeconds : null;

    public double? PeakCores => _elapsed > 0 ? Math.Max(_peak, Cores ?? 0) : null;

    public (double Mean, double Peak)? Memory => _memory.Summary;

    public (double Mean, double Peak)? Gpu => _gpu.Summary;

    public (double Mean, double Peak)? GpuMemory => _gpuMemory.Summary;

    public void BeginBlock()
    {
        (_first, _last, _previous) = (null, null, null);
        _blockCores = new();
    }

    /// <summary>Looks once, at a time since the block's beginning.</summary>
    public async Task LookAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        var reading = await source.ReadAsync(cancellationToken);
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

    public void EndBlock(TimeSpan elapsed)
    {
        // A counter that stood still was not looked at, as where no scrape fell into the block; one that went back belongs to a new process.
        if (_first is { } first && _last is { } last && last.Cpu > first.Cpu)
        {
            _cpuSeconds += last.Cpu - first.Cpu;
            _elapsed += elapsed.TotalSeconds;
        }
        else if (_blockCores.Summary is { } cores)
        {
            _cpuSeconds += cores.Mean * elapsed.TotalSeconds;
            _elapsed += elapsed.TotalSeconds;
            _peak = Math.Max(_peak, cores.Peak);
        }
        else if (_first is not null)
        {
            _problem ??= "its CPU counter did not move while requests were sent";
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
