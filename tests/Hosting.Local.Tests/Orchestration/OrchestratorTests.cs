using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace ModelServing.Hosting.Local.Tests.Orchestration;

/// <summary>What the orchestrator's undocumented interface is relied upon for; these run the real one.</summary>
public sealed class OrchestratorTests
{
    [Fact]
    public async Task Start_Process_RunsWithItsEnvironmentAndArgumentsAndKeepsItsOutput()
    {
        var builder = TestApplication.CreateBuilder();
        var shell = builder.AddShell("greeter", "echo \"$GREETING $0\"; echo oops >&2; exit 3").WithArgs("world").WithEnvironment("GREETING", "hello");
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);
        var ended = await application.ReachesAsync(shell.Resource, KnownResourceStates.Finished);
        var lines = await FirstLinesAsync(application, shell.Resource, 2);

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(KnownResourceStateStyles.Error, ended.State?.Style);
        Assert.Equal(["hello world", "oops (error)"], lines.Order());
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_ProxiedEndpoint_AnswersOnThePortTheReferenceNames()
    {
        var builder = TestApplication.CreateBuilder();
        var server = builder.AddResource(new ExecutableResource("server", "python3", Path.GetTempPath())).WithHttpEndpoint().WithHttpHealthCheck("/");
        var endpoint = server.GetEndpoint("http");
        server.WithArgs(context =>
        {
            context.Args.Add("-m");
            context.Args.Add("http.server");
            context.Args.Add("--bind");
            context.Args.Add("127.0.0.1");
            context.Args.Add(endpoint.Property(EndpointProperty.TargetPort));
        });
        var client = builder.AddShell("client", "echo $SERVER_URL; sleep 60").WithEnvironment("SERVER_URL", endpoint).WaitFor(server);
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);
        await application.ReachesAsync(client.Resource, KnownResourceStates.Running);
        var lines = await FirstLinesAsync(application, client.Resource, 1);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(endpoint.Url), TestContext.Current.CancellationToken);

        Assert.Equal([endpoint.Url], lines);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Commands_StopThenStart_EndAndReplaceTheProcess()
    {
        var builder = TestApplication.CreateBuilder();
        var sleeper = builder.AddShell("sleeper", "exec sleep 300");
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var first = PidOf(await application.ReachesAsync(sleeper.Resource, KnownResourceStates.Running));

        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StopCommand, TestContext.Current.CancellationToken);
        var stopped = await application.ReachesAsync(sleeper.Resource, KnownResourceStates.Finished);
        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken);
        var second = PidOf(await application.ReachesAsync(sleeper.Resource, KnownResourceStates.Running));
        await application.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(KnownResourceStateStyles.Info, stopped.State?.Style);
        Assert.NotEqual(first, second);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(first));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(second));
    }

    [Fact]
    public async Task Start_PortInUse_FailsThatResourceOnlyAndSaysWhy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var builder = TestApplication.CreateBuilder();
        var late = builder.AddShell("late", "exec sleep 300").WithHttpEndpoint(port, port, isProxied: false);
        var other = builder.AddShell("other", "exec sleep 300");
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);
        var failed = await application.ReachesAsync(late.Resource, KnownResourceStates.FailedToStart);
        await application.ReachesAsync(other.Resource, KnownResourceStates.Running);
        var lines = await FirstLinesAsync(application, late.Resource, 1);

        Assert.Equal(KnownResourceStateStyles.Error, failed.State?.Style);
        Assert.Contains($"Port {port} of 'late' (http) is already in use", lines[0], StringComparison.Ordinal);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_ProgramThatDoesNotExist_FailsToStart()
    {
        var builder = TestApplication.CreateBuilder();
        var missing = builder.AddResource(new ExecutableResource("missing", "/nowhere/program", Path.GetTempPath()));
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);
        var failed = await application.ReachesAsync(missing.Resource, KnownResourceStates.FailedToStart);

        Assert.Equal(KnownResourceStateStyles.Error, failed.State?.Style);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    private static int PidOf(CustomResourceSnapshot snapshot) => (int)snapshot.Properties.Single(property => property.Name == "executable.pid").Value!; // running processes have one

    /// <summary>Returns the first lines of a resource's console without their times.</summary>
    private static async Task<IReadOnlyList<string>> FirstLinesAsync(DistributedApplication application, ExecutableResource resource, int count)
    {
        using var timeout = new CancellationTokenSource(TestApplication.Patience);
        var log = application.Services.GetRequiredService<ResourceLoggerService>().LogOf(resource.Name);
        var lines = new List<string>();
        await foreach (var line in log.ReadAsync(follow: true, timeout.Token))
        {
            if (!line.Text.Contains("[sys] Waiting", StringComparison.Ordinal) && !line.Text.Contains("Health check", StringComparison.Ordinal))
            {
                var text = line.Text[(line.Text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                lines.Add(line.IsError && !text.StartsWith("[sys]", StringComparison.Ordinal) ? text + " (error)" : text);
            }

            if (lines.Count == count)
            {
                break;
            }
        }

        return lines;
    }
}
