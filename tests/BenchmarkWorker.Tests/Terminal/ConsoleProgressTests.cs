using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Terminal;
using Spectre.Console;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Terminal;

public class ConsoleProgressTests
{
    private static readonly RunProgress Half = new(RunProgress.Measuring, "[red]tensorflow") { Block = 2, Blocks = 4, Completed = 50, Expected = 100, Rate = 812.4, P50 = 1.234, P99 = 5 };

    [Fact]
    public void Report_RedirectedOutput_WritesALineForEachPhaseAndBlock()
    {
        using var output = new StringWriter();
        var progress = new ConsoleProgress(On(output, AnsiSupport.No), isTerminal: false);

        progress.Report(new("probing"));
        progress.Report(Half);
        progress.Report(Half with { Completed = 100, IsLast = true });
        progress.Report(Half with { Completed = 100, IsLast = true });
        progress.Close();

        Assert.Equal(["probing", "[2/4] [red]tensorflow: 100/100 requests, 812 req/s, p50 1.23 ms, p99 5.00 ms"], Lines(output));
    }

    [Fact]
    public void Report_Terminal_ShowsTheFiguresAndThenMakesRoom()
    {
        using var output = new StringWriter();
        var progress = new ConsoleProgress(On(output, AnsiSupport.Yes), isTerminal: true);

        progress.Report(Half);
        progress.Close();
        progress.Report(Half);

        Assert.Contains("[red]tensorflow", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("block 2 of 4", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("38 %", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("50/100", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4, 0, 100, false, 0)]
    [InlineData(2, 4, 50, 100, false, 0.375)]
    [InlineData(4, 4, 100, 100, true, 1)]
    [InlineData(2, 4, 50, 0, false, 0.25)]
    [InlineData(0, 0, 0, 0, false, 0)]
    public void Done_Block_CountsItsPart(int block, int blocks, long completed, long expected, bool isLast, double share) =>
        Assert.Equal(share, LiveRun.Done(new(RunProgress.Measuring) { Block = block, Blocks = blocks, Completed = completed, Expected = expected, IsLast = isLast }), 6);

    private static IAnsiConsole On(StringWriter output, AnsiSupport ansi)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = ansi, Interactive = InteractionSupport.No });
        console.Profile.Width = 160;
        return console;
    }

    private static string[] Lines(StringWriter output) => output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
