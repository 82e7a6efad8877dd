using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using ModelServing.Benchmarks.Models;

namespace ModelServing.Benchmarks.Servers;

/// <summary>The control plane in a process of its own, in a folder of its own.</summary>
internal sealed class ControlPlaneProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private ControlPlaneProcess(Process process, TemporaryFolder folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Gets the memory that the process holds now, in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Gets the processor time used so far.</summary>
    public TimeSpan ProcessorTime => _process.TotalProcessorTime;

    private Uri Address { get; set; } = new("https://127.0.0.1");

    public static async Task<ControlPlaneProcess> StartAsync(params IEnumerable<string> flags)
    {
        var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ModelServing.ControlPlane"),
            ["--urls=https://127.0.0.1:0", $"--ModelServing:StateDirectory={folder.Path}", .. flags]) { RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the control plane does not start");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var kubeconfig = Path.Combine(folder.Path, "kubeconfig");
        while (!File.Exists(kubeconfig))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"the control plane ended with {process.ExitCode}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }

        var server = File.ReadLines(kubeconfig).Single(line => line.Contains("server: ", StringComparison.Ordinal));
        return new ControlPlaneProcess(process, folder) { Address = new Uri(server.Split("server: ")[1]) };
    }

    /// <summary>Gives a client with the admin's token; as kubectl and client-go, it shares one connection among its requests.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(_folder.Path, "pki", "ca.crt"))) },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_folder.Path, "admin.token")));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }
}
