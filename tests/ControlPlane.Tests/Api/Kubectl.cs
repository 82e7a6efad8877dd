using System.Diagnostics;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>The stock kubectl as a process.</summary>
internal sealed class Kubectl(RunningApi api)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static readonly string? Path = Environment.GetEnvironmentVariable("PATH")?.Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl")).FirstOrDefault(File.Exists);

    /// <summary>Gets what the process finds in its environment beside what this one has.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    public async Task<string> RunAsync(string arguments, string? input = null)
    {
        var (code, output, error) = await TryAsync(arguments, input);
        Assert.True(code == 0, $"kubectl {arguments} exited {code}: {error}");
        return output;
    }

    /// <summary>Runs a command that must fail, and gives its complaint.</summary>
    public async Task<string> FailAsync(string arguments, string? input = null)
    {
        var (code, output, error) = await TryAsync(arguments, input);
        Assert.True(code != 0, $"kubectl {arguments} succeeded: {output}");
        return error;
    }

    public async Task<(int Code, string Output, string Error)> TryAsync(string arguments, string? input)
    {
        Assert.SkipWhen(Path is null, "kubectl is not installed");
        var start = new ProcessStartInfo(Path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = api.Folder,
        };
        foreach (var argument in Split(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add($"--kubeconfig={api.Kubeconfig}");
        start.ArgumentList.Add($"--cache-dir={System.IO.Path.Combine(api.Folder, "kubectl-cache")}");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Blanks separate arguments, except inside single quotes.</summary>
    private static IEnumerable<string> Split(string arguments) => arguments.Split('\'')
        .SelectMany((part, index) => index % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
