namespace Aspire.Hosting;

/// <summary>The switches of an AppHost, as the Aspire and azd command lines pass them.</summary>
/// <remarks><c>--key value</c>, <c>--key=value</c>; keys with a colon (<c>--ModelServing:Cluster=External</c>) are configuration.</remarks>
internal sealed record CommandLineSwitches
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["operation"] = "AppHost:Operation",
        ["publisher"] = "Publishing:Publisher",
        ["step"] = "Pipeline:Step",
        ["output-path"] = "Pipeline:OutputPath",
        ["list-steps"] = "Pipeline:ListSteps",
        ["log-level"] = "Pipeline:LogLevel",
        ["include-exception-details"] = "Pipeline:IncludeExceptionDetails",
        ["environment"] = "environment",
        ["dcp-cli-path"] = "DcpPublisher:CliPath",
        ["dcp-dashboard-path"] = "DcpPublisher:DashboardPath",
        ["dcp-container-runtime"] = "DcpPublisher:ContainerRuntime",
    };

    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    public DistributedApplicationOperation Operation => ManifestOnly || Setting("AppHost:Operation") is "publish"
        ? DistributedApplicationOperation.Publish
        : DistributedApplicationOperation.Run;

    public bool ManifestOnly => Setting("Publishing:Publisher") is "manifest" || Setting("Pipeline:Step") is "publish-manifest";

    public string? OutputPath => Setting("Pipeline:OutputPath") is { } path ? Path.GetFullPath(path) : null;

    public string? Environment => Setting("environment");

    public LogLevel? LogLevel => Enum.TryParse<LogLevel>(Setting("Pipeline:LogLevel"), ignoreCase: true, out var level) ? level : null;

    public static CommandLineSwitches Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var (key, value) = Split(args[i]);
            var next = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            if (value is null && next is not null)
            {
                value = next;
                i++;
            }

            settings[Configuration(key, args[i])] = value ?? "true";
        }

        var parsed = new CommandLineSwitches { Settings = settings };
        parsed.Validate();
        return parsed;
    }

    private static (string Key, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
        {
            throw new CommandLineException($"'{argument}' is not an option: options look like --operation publish or --ModelServing:Cluster=External.");
        }

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument[2..], null) : (argument[2..equals], argument[(equals + 1)..]);
    }

    private static string Configuration(string key, string argument)
        => Keys.TryGetValue(key, out var name) ? name
            : key.Contains(':', StringComparison.Ordinal) ? key
            : throw new CommandLineException($"Unknown option '--{key}'. Options: {string.Join(' ', Keys.Keys.Select(known => "--" + known))}, and any setting as --Section:Key=value.");

    private string? Setting(string key) => Settings.GetValueOrDefault(key);

    private void Validate()
    {
        if (Setting("AppHost:Operation") is { } operation and not ("run" or "publish" or "inspect"))
        {
            throw new CommandLineException($"Unknown operation '{operation}': use run or publish.");
        }

        if (Setting("Publishing:Publisher") is { } publisher and not ("manifest" or "default" or "kubernetes"))
        {
            throw new CommandLineException($"Unknown publisher '{publisher}': use manifest, or leave it out for the Helm chart.");
        }

        if (Setting("Pipeline:Step") is { } step and not ("publish" or "publish-manifest"))
        {
            throw new CommandLineException($"Unknown step '{step}': use publish or publish-manifest.");
        }
    }
}
