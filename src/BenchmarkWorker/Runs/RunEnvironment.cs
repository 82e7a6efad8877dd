using System.Reflection;
using System.Runtime.InteropServices;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Where and with what a run was made.</summary>
internal sealed record RunEnvironment(string ToolVersion, string Runtime, string OperatingSystem, string Architecture, int Processors, string? ProcessorName, double? LoadAverage, bool ServerGarbageCollection)
{
    public static string Version { get; } = typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static RunEnvironment Current() => new(
        Version,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        FirstLine("/proc/cpuinfo", "model name")?.Split(':', 2)[^1].Trim(),
        double.TryParse(FirstLine("/proc/loadavg", "")?.Split(' ')[0], out var load) ? load : null,
        System.Runtime.GCSettings.IsServerGC);

    private static string? FirstLine(string path, string start)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
