using System.Diagnostics;

namespace ModelServing.Hosting;

/// <summary>Runs the commands of container engines, none of them for long: a hung one must not hold up the start.</summary>
internal static class ContainerEngineProbe
{
    private const int CommandNotFound = 127;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RunPatience = TimeSpan.FromSeconds(10);

    public static async Task<ContainerEngineAnswer> AskAsync(string command)
    {
        var (exitCode, output, error) = await RunAsync(command, AnswerPatience, "info", "--format", "{{json .}}");
        return new(command, exitCode == 0 ? output : null, error);
    }

    /// <summary>
    /// Returns why podman cannot run containers, or null. Unlike docker it has no daemon that would have failed to start: it answers on machines where
    /// namespaces, limits or control groups are refused. The container is empty, so no image is needed: all went well when only its program is not found.
    /// </summary>
    public static async Task<string?> TryRunAsync(string command)
    {
        var folder = Directory.CreateTempSubdirectory("modelserving-");
        try
        {
            var (exitCode, _, error) = await RunAsync(command, RunPatience, "run", "--rm", "--publish", "127.0.0.1::8501", "--rootfs", folder.FullName, "/none");
            return exitCode == CommandNotFound ? null : error ?? $"a test container ended with exit code {exitCode}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the exit code, the output and, of what failed, the last line on the error stream.</summary>
    internal static async Task<(int ExitCode, string Output, string? Error)> RunAsync(string command, TimeSpan patience, params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(patience);
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{command} did not start."); // only a reused process is null
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            var last = (await error).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
            return (process.ExitCode, await output, process.ExitCode == 0 ? null : last);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"no answer within {patience.TotalSeconds:0.#} s");
        }
    }
}
