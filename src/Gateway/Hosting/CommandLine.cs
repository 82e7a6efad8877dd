using System.Reflection;

namespace ModelServing.Gateway.Hosting;

/// <summary>Answers <c>--help</c> and <c>--version</c>, and refuses flags nobody knows before they are taken for settings.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    private const string Help = """
        The request path of the local cluster: hosts, prefixes, canary split, Seldon graphs.

        Usage: ModelServing.Gateway [flags]

          --urls=URLS            HTTP/1.1 listeners, separated by semicolons (default http://127.0.0.1:8080)
          --grpc_urls=URLS       HTTP/2 listeners for gRPC without TLS (default http://127.0.0.1:8081)
          --kubeconfig=PATH      the cluster (default: KUBECONFIG, else .modelserving/kubeconfig)
          --environment=NAME     the host's environment
          --Section:Key=VALUE    any setting, for example --ModelServing:Gateway:MaxAttempts=2
          --help, --version
        """;

    /// <summary>Maps flags to settings; what is not here and holds no colon is refused.</summary>
    public static Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--urls"] = "urls",
        ["--grpc_urls"] = "ModelServing:Gateway:GrpcUrls",
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
