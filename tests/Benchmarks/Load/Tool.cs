using System.Diagnostics;

namespace ModelServing.Benchmarks.Load;

/// <summary>Runs a load generator and gives what it prints.</summary>
internal static class Tool
{
    /// <param name="processor">The only processor that it may use; null for any.</param>
    public static Task<string> RunAsync(string name, string package, IEnumerable<string> arguments, int? processor) =>
        processor is { } only ? RunAsync("taskset", "util-linux", ["-c", $"{only}", name, .. arguments]) : RunAsync(name, package, arguments);

    public static async Task<string> RunAsync(string name, string package, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException($"{name} does not start");
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {output}{await errors}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{name} was not found: install Debian's {package}", e);
        }
    }
}
