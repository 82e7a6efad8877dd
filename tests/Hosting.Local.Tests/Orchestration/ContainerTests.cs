using System.Diagnostics;
using System.Net;
using ModelServing.Testing;

namespace ModelServing.Hosting.Local.Tests.Orchestration;

/// <summary>Containers over the real orchestrator: they run where an engine has TensorFlow Serving's image, and are skipped elsewhere.</summary>
public sealed class ContainerTests
{
    private const string Image = "docker.io/tensorflow/serving";
    private const string Tag = "2.14.0";

    [Fact]
    public async Task Container_StartStopStart_AnswersAndIsRemovedAtTheEnd()
    {
        var engine = ((string[])["docker", "podman"]).FirstOrDefault(name => Ask(name, "image", "inspect", $"{Image}:{Tag}") is not null);
        Assert.SkipWhen(engine is null, $"no container engine has {Image}:{Tag}");
        var builder = TestApplication.CreateBuilder();
        builder.Configuration["DcpPublisher:ContainerRuntime"] = engine;
        var server = builder.AddResource(new ContainerResource("serving"))
            .WithImage(Image, Tag)
            .WithContainerRuntimeArgs("--stop-signal", "SIGKILL")
            .WithBindMount(RepositoryPaths.InRepository("models", "production-model"), "/models/model", isReadOnly: true)
            .WithHttpEndpoint(targetPort: 8501)
            .WithHttpHealthCheck("/v1/models/model");
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        await HealthyAsync(application, server.Resource);
        await application.ResourceCommands.ExecuteCommandAsync(server.Resource, KnownResourceCommands.StopCommand, TestContext.Current.CancellationToken);
        var stopped = await application.ReachesAsync(server.Resource, KnownResourceStates.Exited);
        await application.ResourceCommands.ExecuteCommandAsync(server.Resource, KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken);
        await HealthyAsync(application, server.Resource);
        await application.ResourceCommands.ExecuteCommandAsync(server.Resource, KnownResourceCommands.RestartCommand, TestContext.Current.CancellationToken);
        await HealthyAsync(application, server.Resource);
        using var answer = await http.GetAsync(new Uri(server.GetEndpoint("http").Url + "/v1/models/model"), TestContext.Current.CancellationToken);
        await application.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(KnownResourceStateStyles.Info, stopped.State?.Style);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", Ask(engine, "ps", "--all", "--quiet", "--filter", "name=^serving-")); // the engine was found above
    }

    [Fact]
    public async Task Container_ImageThatDoesNotExist_FailsToStart()
    {
        var engine = ((string[])["docker", "podman"]).FirstOrDefault(name => Ask(name, "image", "inspect", $"{Image}:{Tag}") is not null);
        Assert.SkipWhen(engine is null, $"no container engine has {Image}:{Tag}");
        var builder = TestApplication.CreateBuilder();
        builder.Configuration["DcpPublisher:ContainerRuntime"] = engine;
        var missing = builder.AddResource(new ContainerResource("missing")).WithImage("localhost/no-such-image", "0");
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);
        var failed = await application.ReachesAsync(missing.Resource, KnownResourceStates.FailedToStart);
        await application.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(KnownResourceStateStyles.Error, failed.State?.Style);
    }

    private static async Task HealthyAsync(DistributedApplication application, ContainerResource resource)
    {
        using var timeout = new CancellationTokenSource(TestApplication.Patience);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, timeout.Token);
    }

    private static string? Ask(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = process?.StandardOutput.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0 ? output?.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not installed
        }
    }
}
