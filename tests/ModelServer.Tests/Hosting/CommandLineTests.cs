using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Hosting;

/// <summary>The executable itself.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--nope", 2, "unknown argument: --nope (see --help)\n")]
    [InlineData("--port=x", 2, "--port does not take \"x\": its type is int32\n")]
    [InlineData("--model_name=m", 255, "one of --model_base_path and --model_config_file is needed\n")]
    public async Task Run_BadFlag_IsOneLineAndAnExitCode(string argument, int code, string error)
    {
        var (exitCode, _, standardError) = await RunAsync(argument);

        Assert.Equal((code, error), (exitCode, standardError));
    }

    [Fact]
    public async Task Run_BadConfigFile_NamesFileAndPlace()
    {
        var path = RepositoryPaths.InSharedData("savedmodels", "bad_model_config.txt");
        var (exitCode, _, error) = await RunAsync($"--model_config_file={path}");

        Assert.Equal(255, exitCode);
        Assert.StartsWith($"Error parsing text-format tensorflow.serving.ModelServerConfig: {path}:1:1: ", error);
    }

    [Fact]
    public async Task Run_PortInUse_SaysSoAndFails()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var model = RepositoryPaths.InSharedData("savedmodels", "saved_model_half_plus_two_cpu");

        var (exitCode, _, error) = await RunAsync($"--port={port}", $"--model_base_path={model}");

        Assert.Equal(255, exitCode);
        Assert.Contains($"127.0.0.1:{port}: address already in use", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Run_UnknownArgumentOfAServerThatCanStart_IsNamedAndNoMore()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var model = RepositoryPaths.InSharedData("savedmodels", "saved_model_half_plus_two_cpu");

        var (exitCode, _, error) = await RunAsync($"--port={((IPEndPoint)taken.LocalEndpoint).Port}", "--from_the_future=1", $"--model_base_path={model}");

        Assert.Equal(255, exitCode);
        Assert.StartsWith("unknown argument: --from_the_future=1 (see --help)\nFailed to start server. Error: UNAVAILABLE: ", error);
    }

    [Fact]
    public async Task Run_VersionAndHelp_Succeed()
    {
        Assert.StartsWith("ModelServing ModelServer 0.1.0", (await RunAsync("--version")).Output);
        Assert.Contains("--model_base_path", (await RunAsync("--help")).Output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ModelServing.ModelServer.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment["Logging__LogLevel__Default"] = "None";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
