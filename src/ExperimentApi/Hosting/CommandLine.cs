using System.Reflection;

namespace ModelServing.ExperimentApi.Hosting;

/// <summary>Answers <c>--help</c> and <c>--version</c>, and refuses flags nobody knows before they are taken for settings.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    private const string Help = """
        Defines experiments on served models, ramps them, judges them and reports.

        Usage: ModelServing.ExperimentApi [flags]

          --urls=URLS            listeners, separated by semicolons (default http://127.0.0.1:8090)
          --kubeconfig=PATH      the cluster (default: KUBECONFIG, else .modelserving/kubeconfig)
          --environment=NAME     the host's environment
          --Section:Key=VALUE    any setting, for example --ModelServing:PrometheusUrl=http://127.0.0.1:9090
          --help, --version
        """;

    /// <summary>Maps flags to settings; what is not here and holds no colon is refused.</summary>
    public static Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--urls"] = "urls",
        ["--kubeconfig"] = "ModelServing:Kubeconfig",
        ["--environment"] = "environment",
        ["--contentRoot"] = "contentRoot",
    };

    /// <summary>Returns the exit code when there is nothing to run.</summary>
    public static int? Answer(string[] args, TextWriter output, TextWriter errors)
    {
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    output.WriteLine(Help);
                    return 0;
                case "--version":
                    output.WriteLine(typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
                    return 0;
            }

            var flag = args[i].Split('=', 2);
            if (!Settings.ContainsKey(flag[0]) && !(flag[0].StartsWith("--", StringComparison.Ordinal) && flag[0].Contains(':')))
            {
                errors.WriteLine($"unknown flag {flag[0]}: --help lists the flags");
                return UsageError;
            }

            // "--flag value" is one flag.
            i += flag.Length == 1 ? 1 : 0;
        }

        return null;
    }
}
