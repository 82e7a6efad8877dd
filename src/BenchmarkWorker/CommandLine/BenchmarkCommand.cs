using System.CommandLine;
using ModelServing.BenchmarkWorker.Advice.Narration;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Terminal;
using Spectre.Console;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The command line: <c>run</c> measures now; without a verb the program is the web service.</summary>
internal static class BenchmarkCommand
{
    private const int PlatformFailed = 1;
    private const int UsageError = 2;

    /// <summary>How long an interrupted run may take to write what it has.</summary>
    private static readonly TimeSpan TimeToReport = TimeSpan.FromSeconds(30);

    /// <summary>Configuration the web service takes as <c>--key=value</c> or <c>--key value</c>.</summary>
    private static readonly string[] ServiceKeys = ["--urls", "--environment", "--contentRoot", "--applicationName", "--AllowedHosts", "--ModelServing:", "--Logging:", "--Kestrel:"];

    /// <summary>Runs what the arguments ask for, or returns null when they ask for the service.</summary>
    public static Task<int?> TryRunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        TryRunAsync(args, output, error, new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables().Build(), cancellationToken);

    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="configuration">What the service is configured with, too: a language model that narrates.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task<int?> TryRunAsync(string[] args, TextWriter output, TextWriter error, IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (args is ["--version", ..])
        {
            await output.WriteLineAsync(RunEnvironment.Version);
            return 0;
        }

        if (args is [] || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?")))
        {
            var unknown = args.FirstOrDefault(arg => arg.StartsWith('-') && !ServiceKeys.Any(key => arg.StartsWith(key, StringComparison.OrdinalIgnoreCase)));
            return unknown is null ? null : await RefuseAsync(error, $"unknown option {unknown}; see --help");
        }

        var (root, run, options) = Build();
        run.SetAction((result, token) => MeasureAsync(options, result, (output, error), configuration, token));
        root.Subcommands.Add(CompareCommand.Create(output, error));
        var parsed = root.Parse(args);
        return parsed.Errors.Count > 0
            ? await RefuseAsync(error, [.. Mistakes(parsed)])
            : await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = TimeToReport }, cancellationToken);
    }

    private static (RootCommand Root, Command Run, RunOptions Options) Build()
    {
        var options = new RunOptions();
        var run = new Command("run", "Measure the given endpoints and write CSV, JSON, charts and a report");
        foreach (var option in options.All)
        {
            run.Options.Add(option);
        }

        return (new("Benchmarks model serving platforms. Without a command: the web service (--urls, ModelServing:Benchmark:* settings).") { run }, run, options);
    }

    private static async Task<int> MeasureAsync(RunOptions options, ParseResult result, (TextWriter Output, TextWriter Error) to, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var (output, error) = to;
        var (plan, problems) = options.Read(result);
        var (narrator, badNarrator) = NarrationServices.Create(configuration);
        if (plan is null || narrator is null)
        {
            return await RefuseAsync(error, [.. problems.Select(problem => problem.InFlags), .. new[] { badNarrator }.OfType<string>()]);
        }

        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        console.Profile.Width = isTerminal ? console.Profile.Width : 200;
        var progress = new ConsoleProgress(console, isTerminal);
        try
        {
            var (outcome, unwritten) = await new ReportedRun(narrator, TimeProvider.System).RunAsync(plan, progress, options.OutputDirectory(result), cancellationToken);
            progress.Close();
            ResultTable.Write(console, outcome);
            if (unwritten is not null)
            {
                await error.WriteLineAsync($"error: {unwritten}");
                return PlatformFailed;
            }

            console.WriteLine($"written to {Path.GetFullPath(options.OutputDirectory(result))}: {string.Join(", ", ReportFiles.Names)}");

            if (narrator.HasModel && outcome.Narration.Count == 0)
            {
                await error.WriteLineAsync("the language model gave no summary that the results bear out: the report stands without it");
            }

            foreach (var broken in outcome.BrokenLimits)
            {
                console.WriteLine($"BROKEN {broken}");
            }

            if (outcome.IsPartial)
            {
                await error.WriteLineAsync("stopped early: the results are of what was measured until then");
            }

            return outcome.EveryPlatformMeasured && !outcome.IsPartial && outcome.BrokenLimits.Count == 0 ? 0 : PlatformFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Close();
            await error.WriteLineAsync("cancelled; nothing was written");
            return PlatformFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            progress.Close();
            await error.WriteLineAsync($"error: {exception.Message}");
            return PlatformFailed;
        }
    }

    /// <summary>What was not understood. The value behind an option that there is not is no mistake of its own.</summary>
    private static IEnumerable<string> Mistakes(ParseResult parsed)
    {
        string[] unknown = [.. parsed.UnmatchedTokens.Where(token => token.StartsWith('-'))];
        var known = parsed.CommandResult.Command.Options.Select(option => option.Name);
        return unknown.Select(option => NearestName.Of(option, known) is { } near ? $"unknown option {option}: do you mean {near}?" : $"unknown option {option}; see --help")
            .Concat(parsed.Errors.Select(problem => problem.Message).Where(message => unknown.Length == 0 || !parsed.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal))));
    }

    /// <summary>Says what is wrong, a line each.</summary>
    private static async Task<int> RefuseAsync(TextWriter error, params IReadOnlyList<string> messages)
    {
        foreach (var message in messages.Distinct())
        {
            await error.WriteLineAsync($"error: {string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
        }

        return UsageError;
    }
}
