using System.CommandLine;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags of <c>run</c>: what a <see cref="RunRequest"/> has, and where to write.</summary>
internal sealed class RunOptions
{
    private const string Header = "--header";
    private const string Users = "--concurrent-requests";
    private const string UsersOfASweep = "--concurrency-sweep";

    private readonly Option<string> _outputDirectory = new("--output-dir") { Description = "Folder for the results", DefaultValueFactory = _ => "." };
    private readonly (RunOption Option, Option Flag)[] _flags = [.. RunOption.All.Select(option => (option, Create(option)))];

    public IEnumerable<Option> All => [.. _flags.Select(entry => entry.Flag), _outputDirectory];

    public string OutputDirectory(ParseResult result) => result.GetRequiredValue(_outputDirectory);

    /// <summary>Reads the flags, or says what is wrong with them.</summary>
    public (BenchmarkPlan? Plan, IReadOnlyList<RunProblem> Problems) Read(ParseResult result)
    {
        RunRequest request = new();
        List<RunProblem> problems = [];
        foreach (var (option, flag) in _flags)
        {
            if (result.GetResult(flag) is { Implicit: false } given && Take(request, option, [.. given.Tokens.Select(token => token.Value)]) is { } problem)
            {
                problems.Add(problem);
            }
        }

        request.Kubeconfig ??= Environment.GetEnvironmentVariable("KUBECONFIG");
        return RunRequestReader.Read(request, problems);
    }

    /// <summary>On the command line, several numbers of users are a sweep of them.</summary>
    private static RunProblem? Take(RunRequest request, RunOption option, string[] texts)
    {
        if (option.Flag != Users || !texts[^1].Contains(',', StringComparison.Ordinal))
        {
            return option.Take(request, texts);
        }

        var problem = RunOption.All.Single(sweep => sweep.Flag == UsersOfASweep).Take(request, texts);
        request.ConcurrentRequests = request.ConcurrencySweep?[0];
        return problem;
    }

    private static Option Create(RunOption option)
    {
        var helpName = option.Choices.Count > 0 ? string.Join('|', option.Choices) : null;
        if (option.IsSwitch)
        {
            return new Option<bool>(option.Flag) { Description = option.Description };
        }

        if (option.IsRepeatable)
        {
            return new Option<string[]>(option.Flag, option.Flag == Header ? ["-H"] : []) { Description = option.Description, HelpName = helpName, AllowMultipleArgumentsPerToken = option.Choices.Count > 0 };
        }

        var flag = new Option<string?>(option.Flag) { Description = option.Flag == Users ? $"{option.Description}; several, as 1,2,4,8, are measured one after the other" : option.Description, HelpName = helpName };
        flag.DefaultValueFactory = option.Default is { } value ? _ => value : null;
        return flag;
    }
}
