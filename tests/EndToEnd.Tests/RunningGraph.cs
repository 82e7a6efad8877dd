using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using ModelServing.Testing;

namespace ModelServing.EndToEnd.Tests;

/// <summary>The AppHost as a user starts it, with its state in a folder of its own.</summary>
public sealed class RunningGraph : IAsyncLifetime
{
    internal const string Gateway = "http://127.0.0.1:8080";
    internal const string TensorFlowServing = "http://127.0.0.1:8501";
    internal const string Experiments = "http://127.0.0.1:8090";
    internal const string Benchmark = "http://127.0.0.1:8091";
    internal const string Autoscaler = "http://127.0.0.1:8092";
    internal const string Prometheus = "http://127.0.0.1:9090";

    private static readonly string[] HealthPages =
        [$"{Gateway}/health", $"{TensorFlowServing}/v1/models/production_model", $"{Experiments}/health", $"{Benchmark}/health", $"{Autoscaler}/health"];

    private readonly StringBuilder _console = new();
    private Process? _process;

    /// <summary>Gets the folder that a user's checkout has as <c>.modelserving</c>.</summary>
    public string StateDirectory { get; } = Directory.CreateTempSubdirectory("modelserving-").FullName;

    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    internal string Kubeconfig => Path.Combine(StateDirectory, "kubeconfig");

    internal string Console
    {
        get
        {
            lock (_console)
            {
                return _console.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        StartProcess();
        await WaitUntilHealthyAsync(TimeSpan.FromSeconds(120), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(Signal.Terminate, CancellationToken.None);
        Http.Dispose();
        Directory.Delete(StateDirectory, recursive: true);
    }

    internal void StartProcess()
    {
        _process = new Process
        {
            // A shell that runs in the background hands down an ignored Ctrl+C: a user's terminal does not.
            StartInfo = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", "run", "--project", "AppHost", "--no-build"])
            {
                WorkingDirectory = RepositoryPaths.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["ModelServing__StateDirectory"] = StateDirectory },
            },
        };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal async Task WaitUntilHealthyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        foreach (var page in HealthPages)
        {
            await Eventually.ReachesAsync($"200 from {page}; the console says:\n{Console}", timeout, async token =>
            {
                if (_process is { HasExited: true })
                {
                    throw new TimeoutException($"the AppHost ended with {_process.ExitCode}:\n{Console}");
                }

                using var response = await Http.GetAsync(new Uri(page), token);
                return response.IsSuccessStatusCode ? page : null;
            }, cancellationToken);
        }
    }

    internal async Task StopAsync(Signal signal, CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        // A terminal's Ctrl+C reaches the AppHost as well as `dotnet run`, whose only child it is.
        var target = signal == Signal.Terminate ? process.Id : await ChildOfAsync(process.Id, cancellationToken);
        Marshal.SetLastSystemError(0);
        _ = Kill(target, (int)signal);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    internal async Task<ShellCommand> KubectlAsync(string arguments, CancellationToken cancellationToken) =>
        await ShellCommand.RunAsync($"kubectl --kubeconfig {Kubeconfig} {arguments}", TimeSpan.FromSeconds(60), cancellationToken);

    private static async Task<int> ChildOfAsync(int parent, CancellationToken cancellationToken)
    {
        var children = await ShellCommand.RunAsync($"pgrep -P {parent} | head -1", TimeSpan.FromSeconds(10), cancellationToken);
        return int.TryParse(children.Output.Trim(), out var child) ? child : parent;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_console)
            {
                _console.Append(line).Append('\n');
            }
        }
    }

    internal enum Signal
    {
        Interrupt = 2,
        Kill = 9,
        Terminate = 15,
    }
}
