using System.Diagnostics;

namespace Aspire.Hosting.Dcp;

/// <summary>Starts and stops the orchestrator. It watches this process too: when this one is killed, it stops everything it started.</summary>
internal sealed class DcpHost(ToolPaths tools, IConfiguration configuration, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(40);

    /// <summary>Executables inherit the orchestrator's environment; these would confuse them.</summary>
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPIRE_LOGLEVEL", "ASPIRE_BACKCHANNEL_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBUILD_EXE_PATH"];

    private DirectoryInfo? _session;
    private DcpClient? _client;

    public DcpClient Client => _client ?? throw new InvalidOperationException("The orchestrator is not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _session = Directory.CreateTempSubdirectory("modelserving-"); // created with mode 0700
        var kubeconfig = Path.Combine(_session.FullName, "kubeconfig");
        using var launcher = Process.Start(Command(tools.RequireOrchestrator(), kubeconfig))
            ?? throw new DistributedApplicationException($"{tools.Orchestrator} did not start.");
        using var timeout = new CancellationTokenSource(StartTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            _client = await ConnectAsync(launcher, kubeconfig, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"The orchestrator ({tools.Orchestrator}) did not answer within {StartTimeout.TotalSeconds:0} s; its session folder is {_session.FullName}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            using var timeout = new CancellationTokenSource(StopTimeout, timeProvider);
            await client.ShutDownAsync(timeProvider, timeout.Token);
            client.Dispose();
        }

        try
        {
            _session?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The orchestrator deletes it as well.
        }

        _session = null;
    }

    private ProcessStartInfo Command(string dcp, string kubeconfig)
    {
        var start = new ProcessStartInfo(dcp) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        var (certificate, key) = DcpCertificate.Write(Path.GetDirectoryName(kubeconfig)!, timeProvider);
        foreach (var argument in (string[])["start-apiserver", "--monitor", Environment.ProcessId.ToString(), "--detach", "--kubeconfig", kubeconfig, "--tls-cert-file", certificate, "--tls-key-file", key])
        {
            start.ArgumentList.Add(argument);
        }

        if ((configuration["DcpPublisher:ContainerRuntime"] ?? configuration["ASPIRE_CONTAINER_RUNTIME"]) is { Length: > 0 } runtime)
        {
            start.ArgumentList.Add("--container-runtime");
            start.ArgumentList.Add(runtime);
        }

        foreach (var name in NotInherited)
        {
            start.Environment.Remove(name);
        }

        start.Environment["DCP_SESSION_FOLDER"] = _session!.FullName; // set by StartAsync before this call
        return start;
    }

    private async Task<DcpClient> ConnectAsync(Process launcher, string kubeconfig, CancellationToken cancellationToken)
    {
        var errors = launcher.StandardError.ReadToEndAsync(cancellationToken);
        while (true)
        {
            if (launcher.HasExited && launcher.ExitCode != 0)
            {
                throw new DistributedApplicationException($"{tools.Orchestrator} ended with exit code {launcher.ExitCode}: {(await errors).Trim()}");
            }

            // The file can be seen half written: it counts once everything is in it.
            if (File.Exists(kubeconfig) && DcpConnection.TryParse(await File.ReadAllTextAsync(kubeconfig, cancellationToken), out var connection))
            {
                var client = new DcpClient(connection);
                if (await client.IsReadyAsync(cancellationToken))
                {
                    return client;
                }

                client.Dispose();
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }
    }
}
