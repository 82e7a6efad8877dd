using System.Diagnostics;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Reads a local target's CPU time and memory before and after each block.</summary>
internal sealed class ResourceMeter : IDisposable
{
    private const double Mebibyte = 1 << 20;
    private readonly Process? _process;
    private readonly string? _reason;
    private readonly List<double> _memory = [];
    private TimeSpan _cpuAtStart;
    private TimeSpan _cpu;
    private TimeSpan _elapsed;

    public ResourceMeter(PreparedTarget target)
    {
        (_process, _reason) = Open(target.PredictUrl);
    }

    public void BeforeBlock()
    {
        if (_process is { HasExited: false })
        {
            _process.Refresh();
            _cpuAtStart = _process.TotalProcessorTime;
        }
    }

    public void AfterBlock(TimeSpan elapsed)
    {
        if (_process is { HasExited: false })
        {
            _process.Refresh();
            _cpu += _process.TotalProcessorTime - _cpuAtStart;
            _elapsed += elapsed;
            _memory.Add(_process.WorkingSet64 / Mebibyte);
        }
    }

    public ResourceUsage Read() => _process is null || _elapsed <= TimeSpan.Zero
        ? ResourceUsage.Unknown(_reason ?? "the target's process ended")
        : new(100 * (_cpu / _elapsed), _memory.Average(), null, $"process {_process.Id} behind the endpoint, which for a gateway is not the model server; no GPU counter is read");

    public void Dispose() => _process?.Dispose();

    private static (Process? Process, string? Reason) Open(Uri url)
    {
        if (!url.IsLoopback)
        {
            return (null, "the endpoint is on another machine");
        }

        if (ListeningProcess.Find(url.Port) is not { } id)
        {
            return (null, $"no process that may be looked at listens on port {url.Port}");
        }

        try
        {
            return (Process.GetProcessById(id), null);
        }
        catch (ArgumentException)
        {
            return (null, "the target's process ended");
        }
    }
}
