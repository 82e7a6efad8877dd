using ModelServing.BenchmarkWorker.Runs;
using Spectre.Console;

namespace ModelServing.BenchmarkWorker.Terminal;

/// <summary>Shows where a run is: a table that moves on a terminal, a line per block elsewhere.</summary>
internal sealed class ConsoleProgress : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly LiveRun? _live;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _display = Task.CompletedTask;
    private LiveDisplayContext? _context;
    private string _lastLine = "";

    public ConsoleProgress(IAnsiConsole console, bool isTerminal, TimeProvider? timeProvider = null)
    {
        _console = console;
        if (isTerminal)
        {
            _live = new(timeProvider ?? TimeProvider.System);
            _display = console.Live(_live.Render()).AutoClear(true).StartAsync(ShowAsync);
        }
    }

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (_live is not null)
            {
                _live.Update(value);
                _context?.UpdateTarget(_live.Render());
            }
            else if (IsWorthALine(value) && Describe(value) is var line && line != _lastLine)
            {
                _console.WriteLine(line);
                _lastLine = line;
            }
        }
    }

    /// <summary>Takes the moving table away, so that what follows has the terminal to itself.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _context = null;
            _closed.TrySetResult();
        }

        _display.GetAwaiter().GetResult();
    }

    internal static string Describe(RunProgress value) => value.Phase != RunProgress.Measuring
        ? $"{value.Phase} {value.Platform}".TrimEnd()
        : FormattableString.Invariant($"[{value.Block}/{value.Blocks}] {value.Platform}: {value.Completed}{(value.Expected > 0 ? $"/{value.Expected}" : "")} requests, {value.Rate:0} req/s")
            + (value.P50 is null ? ", no answer yet" : FormattableString.Invariant($", p50 {value.P50:0.00} ms, p99 {value.P99:0.00} ms"));

    private async Task ShowAsync(LiveDisplayContext context)
    {
        lock (_lock)
        {
            if (_closed.Task.IsCompleted)
            {
                return;
            }

            _context = context;
        }

        await _closed.Task;
    }

    /// <summary>Elsewhere than on a terminal, intermediate figures would only fill the log.</summary>
    private static bool IsWorthALine(RunProgress value) => value.Phase != RunProgress.Measuring || value.IsLast;
}
