using System.Reflection;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Nodes;
using ModelServing.ServiceDefaults;

namespace ModelServing.ModelServer.Hosting;

/// <summary>The process: a model server like <c>tensorflow_model_server</c>, or a node of the local cluster.</summary>
internal static class CommandLine
{
    private const int Failed = 255;
    private const int BadFlag = 2;

    /// <summary>How long running requests may take to end after Ctrl+C.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args.Contains("--help"))
        {
            Console.Out.Write(FlagParser.Help());
            return 0;
        }

        if (args.Contains("--version"))
        {
            Console.Out.WriteLine($"ModelServing ModelServer {typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}");
            return 0;
        }

        if (!FlagParser.TryParse(args, out var flags, out var unused, out var error))
        {
            return Fail(error, BadFlag);
        }

        // As the original does, a server starts in spite of arguments that it does not know; where it cannot start, they are the likely reason.
        var unknown = unused.Unknown.ConvertAll(argument => $"unknown argument: {argument} (see --help)");
        if (flags.NodeName.Length > 0)
        {
            return unknown.Count > 0 ? Fail(unknown[0], BadFlag) : await RunNodeAsync(flags, cancellationToken);
        }

        if (!ServerOptionsReader.TryRead(flags, out var options, out error))
        {
            return unknown.Count > 0 ? Fail(unknown[0], BadFlag) : Fail(error, Failed);
        }

        unknown.ForEach(Console.Error.WriteLine);
        return await ServeAsync(options, unused.Ignored, cancellationToken);
    }

    private static async Task<int> RunNodeAsync(ServerFlags flags, CancellationToken cancellationToken)
    {
        try
        {
            await NodeProcess.RunAsync(flags, cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            return Fail($"--node_name={flags.NodeName}: {exception.Message}", BadFlag);
        }
    }

    private static async Task<int> ServeAsync(ServerOptions options, IReadOnlyList<string> ignored, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await TensorFlowServer.StartAsync(options, null, Configure, cancellationToken);
            server.Warn(ignored);
            await server.WaitForShutdownAsync(cancellationToken);
            await server.StopAsync(Drain);
            return 0;
        }
        catch (StartException exception)
        {
            return Fail(exception.Message, Failed);
        }
    }

    /// <summary>Traces and measurements cost more than a small model does, and without a collector nobody sees them: the original's metrics page has its own.</summary>
    private static void Configure(WebApplicationBuilder builder)
    {
        if (builder.HasTelemetryCollector())
        {
            builder.AddServiceDefaults();
        }
        else
        {
            builder.AddQuietLogging();
        }
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
