using System.Reflection;
using Microsoft.Extensions.Options;

namespace ModelServing.ControlPlane;

/// <summary>What the command line says besides settings.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    private const string Help = """
        Serves the cluster's API and runs its controllers.

        Usage: ModelServing.ControlPlane [--setting=value ...]

          --urls=https://127.0.0.1:6443            where to listen; port 0 takes a free one
          --ModelServing:StateDirectory=FOLDER     objects, certificates and kubeconfig (default .modelserving)
          --ModelServing:Manifests=FOLDER          YAML files to apply at start
          --ModelServing:MaxWatches=2000           watches at once; one more is asked to come back later
          --ModelServing:DefaultUnreachableTolerationSeconds=0
          --ModelServing:DefaultNotReadyTolerationSeconds=0
                                                   how long pods stay on a lost node; 300 as on a real cluster
          --help, --version                        print this, or the version
        """;

    private static readonly string[] Sections = ["ModelServing:", "Logging:", "Kestrel:"];
    private static readonly string[] Names = ["urls", "environment", "contentRoot", "applicationName"];

    /// <summary>Gives an exit code when there is nothing to run.</summary>
    public static int? Answer(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.Out.WriteLine(Help);
            return 0;
        }

        if (args.Contains("--version"))
        {
            Console.Out.WriteLine(typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
            return 0;
        }

        return FirstProblem(args) is { } problem ? Refuse(problem) : null;
    }

    /// <summary>Gives an exit code when a setting is wrong: here in one line, the host would say it with a stack trace.</summary>
    public static int? Check(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return Refuse(string.Join("; ", exception.Failures));
        }
        catch (InvalidOperationException exception) when (exception.InnerException is FormatException or ArgumentException)
        {
            return Refuse(exception.Message); // what should be a number is none
        }
    }

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine($"{problem}; see --help");
        return UsageError;
    }

    private static string? FirstProblem(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                return $"unexpected argument: {args[i]}";
            }

            var parts = args[i][2..].Split('=', 2);
            if (!Names.Contains(parts[0], StringComparer.OrdinalIgnoreCase) && !Sections.Any(section => parts[0].StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                return $"unknown flag: --{parts[0]}";
            }

            if (parts.Length == 1 && ++i == args.Length)
            {
                return $"flag needs a value: --{parts[0]}";
            }
        }

        return null;
    }
}
