using System.Reflection;

namespace ModelServing.Autoscaler.Hosting;

/// <summary>Answers <c>--help</c>, <c>--version</c> and <c>forecast</c>, and refuses flags nobody knows before they are taken for settings.</summary>
internal static class CommandLine
{
    public const int UsageError = 2;

    private const string Help = """
        Forecasts the load of model-serving workloads and, where enabled, scales them ahead of it.

        Usage: ModelServing.Autoscaler [flags]
               ModelServing.Autoscaler forecast --csv FILE --horizon N [--period P]

          --urls=URLS            HTTP listeners, separated by semicolons (default http://127.0.0.1:8092)
          --grpc_urls=URLS       HTTP/2 listeners for KEDA's external scaler (default http://127.0.0.1:8093)
          --kubeconfig=PATH      the cluster (default: KUBECONFIG, else .modelserving/kubeconfig)
          --prometheus=URL       where histories come from (default http://127.0.0.1:9090)
          --environment=NAME     the host's environment
          --Section:Key=VALUE    any setting, for example --ModelServing:Autoscaler:Workloads:0:MaxReplicas=20
          --help, --version

        forecast prints a forecast of a file of timestamp,value lines:
          --csv FILE             the file; timestamps are ISO 8601 or seconds, an empty value is a gap
          --horizon N            steps ahead, 1 to 2016
          --period P             steps per season (default: one day of them)
        """;

    /// <summary>Maps flags to settings; what is not here and holds no colon is refused.</summary>
    public static Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--urls"] = "urls",
        ["--grpc_urls"] = "ModelServing:Autoscaler:GrpcUrls",
        ["--kubeconfig"] = "ModelServing:Kubeconfig",
        ["--prometheus"] = "ModelServing:Autoscaler:PrometheusUrl",
        ["--environment"] = "environment",
        ["--contentRoot"] = "contentRoot",
    };

    /// <summary>Returns the exit code when there is no service to run.</summary>
    public static int? Answer(string[] args, TextWriter output, TextWriter errors)
    {
        if (args.Any(argument => argument is "--help" or "-h"))
        {
            output.WriteLine(Help);
            return 0;
        }

        if (args.Contains("--version"))
        {
            output.WriteLine(typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
            return 0;
        }

        return args is ["forecast", ..] ? ForecastCommand.Run(args.AsSpan(1), output, errors) : Unknown(args, errors);
    }

    private static int? Unknown(string[] args, TextWriter errors)
    {
        for (var i = 0; i < args.Length; i++)
        {
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
