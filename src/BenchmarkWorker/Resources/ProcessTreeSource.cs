using System.Diagnostics;
using System.Globalization;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>A process of this machine and all that it has started, such as a server's workers, as Linux accounts for them.</summary>
/// <remarks>Memory that several of them share counts for each.</remarks>
internal sealed class ProcessTreeSource(Process root, string name) : IResourceSource
{
    /// <summary>The unit of times in <c>/proc</c>, on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public string Name => name;

    /// <summary>The process behind a loopback URL, or the reason why there is none to look at.</summary>
    public static (ProcessTreeSource? Source, string? Problem) Behind(Uri url)
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
            return (new(Process.GetProcessById(id), $"process {id} behind the endpoint, which for a gateway is not the model server"), null);
        }
        catch (ArgumentException)
        {
            return (null, "the target's process ended");
        }
    }

    public Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var (ticks, pages) = Sum(root.Id);
        return Task.FromResult(root.HasExited || pages == 0
            ? ResourceReading.Nothing("the target's process ended")
            : new ResourceReading { CpuSeconds = ticks / TicksPerSecond, MemoryBytes = (double)pages * Environment.SystemPageSize });
    }

    public void Dispose() => root.Dispose();

    /// <summary>What a process and those below it have used; those that have ended are their parents'.</summary>
    private static (long Ticks, long Pages) Sum(int id)
    {
        var sum = Use($"/proc/{id}/stat");
        foreach (var child in Children(id))
        {
            var (ticks, pages) = Sum(child);
            sum = (sum.Ticks + ticks, sum.Pages + pages);
        }

        return sum;
    }

    /// <remarks><c>stat = pid " (" name ") " state … utime stime cutime cstime … vsize rss …</c>. The name may hold anything.</remarks>
    private static (long Ticks, long Pages) Use(string file)
    {
        var stat = Text(file);
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 22 ? default : (fields[11..15].Sum(Number), Number(fields[21]));
    }

    /// <summary>Every thread has children of its own.</summary>
    private static IEnumerable<int> Children(int id)
    {
        var threads = $"/proc/{id}/task";
        return Directory.Exists(threads)
            ? Threads(threads).SelectMany(thread => Text($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(child => (int)Number(child))
            : [];
    }

    private static string[] Threads(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // it has just ended
        }
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // it has just ended
        }
    }

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
