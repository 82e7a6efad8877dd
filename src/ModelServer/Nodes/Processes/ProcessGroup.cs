using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>The processes of a container: a session of their own where the machine can make one, so that none outlives the others, or this process.</summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;

    private readonly Process _main;
    private readonly bool _isGroup;
    private readonly Process? _guard;
    private readonly Lock _lock = new();
    private bool _isOver;

    public ProcessGroup(Process main, bool isGroup, bool isGuarded)
    {
        (_main, _isGroup) = (main, isGroup);
        _guard = isGroup && isGuarded ? Guard(main.Id) : null;
    }

    /// <summary>Gets the program that runs another one as the leader of a group; nothing where there is none.</summary>
    public static string? Leader { get; } = OperatingSystem.IsLinux() ? ProgramFile.OfMachine("setsid") : null;

    /// <summary>Asks the first process to end; the others are its to care for.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            Send(() => _ = Signal(_main.Id, Sigterm));
        }
    }

    public void Kill() => Send(() =>
    {
        if (_isGroup)
        {
            _ = Signal(-_main.Id, Sigkill);
        }
        else if (!_main.HasExited)
        {
            _main.Kill(entireProcessTree: true);
        }
    });

    /// <summary>Gives what the processes use, of all that the machine's sessions do; where it makes none, the first process alone. Nothing where it cannot be told.</summary>
    public ProcessUse? Use(IReadOnlyDictionary<int, ProcessUse> sessions)
    {
        lock (_lock)
        {
            if (_isOver || _isGroup)
            {
                return !_isOver && sessions.TryGetValue(_main.Id, out var use) ? use : null;
            }

            _main.Refresh();
            return _main.HasExited ? null : new ProcessUse(_main.TotalProcessorTime, _main.WorkingSet64);
        }
    }

    /// <summary>Sends nothing from now on: the numbers may become others'.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isOver = true;
                _guard?.Kill();
                _guard?.Dispose();
            }
        }
    }

    private void Send(Action signal)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                signal();
            }
        }
    }

    /// <summary>Starts what ends the group when this process has died without doing so: then the pipe between them breaks.</summary>
    private static Process? Guard(int group)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "read -r _; kill -s KILL -- \"-$1\"", "sh", $"{group}"]) { RedirectStandardInput = true, RedirectStandardError = true };
        return Process.Start(start);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
