using System.ComponentModel;
using System.Diagnostics;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>A process and all that it starts, which end together.</summary>
internal sealed class ContainerProcess : IAsyncDisposable
{
    /// <summary>How long what was written last may take to arrive.</summary>
    private static readonly TimeSpan Draining = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessGroup _group;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ContainerProcess(Process process, ProcessGroup group)
    {
        _process = process;
        _group = group;
        Exited = EndAsync();
    }

    /// <summary>Gets what completes with the exit code when the process has ended and everything that it wrote is read.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a process; one that is guarded ends when this process does, however that ends.</summary>
    /// <exception cref="ContainerFailure">It cannot be started.</exception>
    public static ContainerProcess Start(ProcessLaunch launch, Action<string> write, bool isGuarded)
    {
        var program = ProgramFile.Find(launch);
        var leader = ProcessGroup.Leader;
        var start = new ProcessStartInfo(leader ?? program, [.. leader is null ? [] : (string[])[program], .. launch.Command.Skip(1)])
        {
            WorkingDirectory = launch.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new ContainerFailure(ContainerFailure.NotStarted, $"exec: \"{launch.Command[0]}\": {e.Message}", e) { Reason = "StartError" };
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ContainerProcess(process, new ProcessGroup(process, leader is not null, isGuarded));

        void Write(string? line)
        {
            if (line is not null)
            {
                write(line);
            }
        }
    }

    /// <summary>Gives what it uses with all that it has started; nothing once it has ended.</summary>
    public ProcessUse? Use(IReadOnlyDictionary<int, ProcessUse> sessions) => _group.Use(sessions);

    public void Terminate() => _group.Terminate();

    public void Kill() => _group.Kill();

    public async ValueTask DisposeAsync()
    {
        Kill();
        await ((Task)Exited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        _process.Exited += (_, _) => _exited.TrySetResult();
        if (_process.HasExited)
        {
            _exited.TrySetResult();
        }

        await _exited.Task;

        // What it leaves behind would keep its output open, and its ports.
        _group.Kill();
        _group.Dispose();
        using var limit = new CancellationTokenSource(Draining, TimeProvider.System);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }
}
