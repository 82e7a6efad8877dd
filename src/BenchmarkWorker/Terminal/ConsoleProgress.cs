using ModelServing.BenchmarkWorker.Runs;
using Spectre.Console;

namespace ModelServing.BenchmarkWorker.Terminal;

/// <summary>Shows where a run is: one line that is rewritten on a terminal, a line per block elsewhere.</summary>
internal sealed class ConsoleProgress(IAnsiConsole console, bool isTerminal) : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private string _lastLine = "";
    private bool _hasOpenLine;

    public void Report(RunProgress value)
    {
        var line = Describe(value);
        lock (_lock)
        {
            if (isTerminal)
            {
                console.Write(new Text($"\r{line.PadRight(Math.Max(20, console.Profile.Width - 1))}"));
                _hasOpenLine = true;
            }
            else if (IsWorthALine(value) && line != _lastLine)
            {
                console.WriteLine(line);
                _lastLine = line;
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            if (_hasOpenLine)
            {
                console.WriteLine();
                _hasOpenLine = false;
            }
        }
    }

    internal static string Describe(RunProgress value) => value.Phase != RunProgress.Measuring
        ? $"{value.Phase} {value.Platform}".TrimEnd()
        : FormattableString.Invariant($"[{value.Block}/{value.Blocks}] {value.Platform}: {value.Completed}{(value.Expected > 0 ? $"/{value.Expected}" : "")} requests, {value.Rate:0} req/s")
            + (value.P50 is null ? ", no answer yet" : FormattableString.Invariant($", p50 {value.P50:0.00} ms, p99 {value.P99:0.00} ms"));

    /// <summary>Elsewhere than on a terminal, intermediate figures would only fill the log.</summary>
    private static bool IsWorthALine(RunProgress value) => value.Phase != RunProgress.Measuring || value.IsLast;
}
