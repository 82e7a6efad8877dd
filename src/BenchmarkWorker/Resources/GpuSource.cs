using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>This machine's GPUs, as one <c>nvidia-smi</c> that goes on reporting tells them: to start one for each look would take longer than the look.</summary>
internal sealed class GpuSource : IResourceSource
{
    private const string Tool = "nvidia-smi";
    private const double Mebibyte = 1 << 20;

    private readonly ConcurrentDictionary<string, (double Utilization, double Memory)> _gpus = new();
    private readonly Process _process;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GpuSource(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
    }

    public string Name => "all GPUs of this machine, by nvidia-smi";

    /// <summary>Starts the tool if it lies on the path.</summary>
    public static GpuSource? TryStart(string? path)
    {
        var names = OperatingSystem.IsWindows() ? [$"{Tool}.exe"] : new[] { Tool };
        var found = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is null)
        {
            return null;
        }

        try
        {
            var process = Process.Start(new ProcessStartInfo(found, ["--query-gpu=index,utilization.gpu,memory.used", "--format=csv,noheader,nounits", "--loop-ms=1000"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is null ? null : new(process);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public async Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _first.Task.WaitAsync(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ResourceReading.Nothing("nvidia-smi tells nothing");
        }

        var gpus = _gpus.Values;
        return gpus.Count == 0
            ? ResourceReading.Nothing("nvidia-smi reports no GPU")
            : new() { GpuPercent = gpus.Average(gpu => gpu.Utilization), GpuMemoryBytes = gpus.Sum(gpu => gpu.Memory) * Mebibyte };
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            _first.TrySetResult(); // it has ended by itself
        }

        _process.Dispose();
    }

    /// <remarks><c>index, percent, MiB</c>; the end of the output is null.</remarks>
    private void Read(string? line)
    {
        var columns = line?.Split(',', StringSplitOptions.TrimEntries);
        if (columns is [var index, var utilization, var memory]
            && double.TryParse(utilization, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            && double.TryParse(memory, NumberStyles.Float, CultureInfo.InvariantCulture, out var mebibytes))
        {
            _gpus[index] = (percent, mebibytes);
            _first.TrySetResult();
        }
        else if (line is null)
        {
            _first.TrySetResult();
        }
    }
}
