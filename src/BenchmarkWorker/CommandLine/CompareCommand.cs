using System.CommandLine;
using ModelServing.BenchmarkWorker.Regression;
using Spectre.Console;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary><c>compare OLD NEW</c>: what changed between two results, and whether a build may go on.</summary>
internal static class CompareCommand
{
    private const int LimitBroken = 1;
    private const int UsageError = 2;

    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> old = new("old") { Description = "The benchmark_results.json to compare with" };
        Argument<string> next = new("new") { Description = "The benchmark_results.json to judge" };
        Option<string[]> limits = new("--fail-if") { Description = "A limit, for example 'p99 > +10%', 'throughput < -5%' or 'errors > 1%'; may be given several times" };
        Option<bool> strict = new("--strict") { Description = "Break a limit by the figures alone, even where the blocks scatter so far that it may be chance" };
        Option<string?> markdown = new("--markdown") { Description = "Write the table to a file, for a pull request" };
        var command = new Command("compare", "Compare two results; exits 1 where a limit is broken") { old, next, limits, strict, markdown };
        command.SetAction((result, cancellationToken) => RunAsync(
            (result.GetRequiredValue(old), result.GetRequiredValue(next)),
            result.GetValue(limits) ?? [],
            result.GetValue(strict),
            result.GetValue(markdown),
            output,
            error,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        (string Old, string New) files, string[] limits, bool isStrict, string? markdown, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        List<Gate> gates = [];
        foreach (var limit in limits)
        {
            if (!Gate.TryParse(limit, out var gate, out var wrong))
            {
                return await RefuseAsync(error, wrong);
            }

            gates.Add(gate);
        }

        if (!ResultFile.TryRead(files.Old, out var before, out var problem) || !ResultFile.TryRead(files.New, out var after, out problem))
        {
            return await RefuseAsync(error, problem);
        }

        var check = RegressionCheck.Run(before, after, gates, isStrict);
        Write(check, output);
        if (markdown is not null)
        {
            try
            {
                await File.WriteAllTextAsync(markdown, RegressionText.Markdown(check), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await RefuseAsync(error, $"cannot write {markdown}: {exception.Message}");
            }
        }

        return check.Broken.Count > 0 ? LimitBroken : 0;
    }

    private static void Write(RegressionCheck check, TextWriter output)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("platform", "metric", "old", "new", "change", "95 % interval", "");
        foreach (var row in RegressionText.Rows(check))
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        console.Write(table);
        foreach (var problem in check.Broken)
        {
            console.WriteLine($"BROKEN {problem}");
        }
    }

    private static async Task<int> RefuseAsync(TextWriter error, string message)
    {
        await error.WriteLineAsync($"error: {message}");
        return UsageError;
    }
}
