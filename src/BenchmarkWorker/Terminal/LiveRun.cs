using System.Globalization;
using ModelServing.BenchmarkWorker.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelServing.BenchmarkWorker.Terminal;

/// <summary>What a terminal shows of a run that is under way: the phase, how far it is, and each platform's latest figures.</summary>
internal sealed class LiveRun(TimeProvider timeProvider)
{
    private const int BarWidth = 30;
    private const string Missing = "-";
    private readonly Dictionary<string, RunProgress> _platforms = [];
    private readonly List<string> _order = [];
    private readonly long _start = timeProvider.GetTimestamp();
    private RunProgress? _latest;

    public void Update(RunProgress value)
    {
        _latest = value;
        if (value.Platform is { } platform)
        {
            if (_platforms.TryAdd(platform, value))
            {
                _order.Add(platform);
            }

            _platforms[platform] = value;
        }
    }

    public IRenderable Render()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("platform", "phase", "requests", "req/s", "p50 ms", "p99 ms");
        table.Title = new TableTitle(Markup.Escape(Heading()));
        foreach (var platform in _order)
        {
            var value = _platforms[platform];
            string[] cells = [platform, value.IsLast ? "block done" : value.Phase, Requests(value), Number(value.Rate, "0"), Number(value.P50, "0.00"), Number(value.P99, "0.00")];
            var style = value == _latest && !value.IsLast ? new Style(decoration: Decoration.Bold) : Style.Plain;
            table.AddRow([.. cells.Select(cell => new Text(cell, style))]);
        }

        return table;
    }

    /// <summary>The share of the run that is done: blocks before this one, and this one's part.</summary>
    internal static double Done(RunProgress value)
    {
        if (value.Blocks == 0)
        {
            return 0;
        }

        var part = value.IsLast ? 1 : value.Expected > 0 ? Math.Min(1, value.Completed / (double)value.Expected) : 0;
        return Math.Clamp((value.Block - 1 + part) / value.Blocks, 0, 1);
    }

    private string Heading()
    {
        var elapsed = timeProvider.GetElapsedTime(_start).ToString(@"mm\:ss", CultureInfo.InvariantCulture);
        if (_latest is not { } latest)
        {
            return $"benchmark · {elapsed}";
        }

        var done = Done(latest);
        var filled = (int)Math.Round(done * BarWidth);
        return $"{latest.Phase} {latest.Platform}".TrimEnd() + (latest.Blocks > 0 ? $" · block {latest.Block} of {latest.Blocks} · {new string('█', filled)}{new string('░', BarWidth - filled)} {done.ToString("0 %", CultureInfo.InvariantCulture)}" : "") + $" · {elapsed}";
    }

    private static string Requests(RunProgress value) => value.Phase != RunProgress.Measuring ? Missing
        : value.Expected > 0 ? string.Create(CultureInfo.InvariantCulture, $"{value.Completed}/{value.Expected}") : value.Completed.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Missing;
}
