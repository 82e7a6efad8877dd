using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace ModelServing.ControlPlane.Tests;

/// <summary>The control plane as users start it: a process, which can be killed.</summary>
internal sealed class ControlPlaneProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ControlPlaneProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
    }

    public string Folder { get; }

    public int Id => _process.Id;

    /// <summary>Gets what the process has printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    public static async Task<ControlPlaneProcess> StartAsync(string folder, params IEnumerable<string> arguments)
    {
        File.Delete(Path.Combine(folder, "kubeconfig"));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelServing.ControlPlane"),
            ["--urls=https://127.0.0.1:0", $"--ModelServing:StateDirectory={folder}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the control plane does not start");
        var running = new ControlPlaneProcess(process, folder);
        process.OutputDataReceived += (_, line) => running._lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => running._lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await running.WaitAsync();
        return running;
    }

    /// <summary>Gives a client with the admin's token that trusts the cluster's authority alone.</summary>
    public HttpClient CreateClient()
    {
        var authority = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Folder, "pki", "ca.crt")));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority },
                },
            },
        };
        var client = new HttpClient(handler) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(Folder, "admin.token")));
        return client;
    }

    /// <summary>Ends the process as a power cut does, without a word to it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        var kubeconfig = Path.Combine(Folder, "kubeconfig");
        var started = TimeProvider.System.GetTimestamp();
        while (!File.Exists(kubeconfig))
        {
            Assert.False(_process.HasExited || TimeProvider.System.GetElapsedTime(started) > Patience, $"the control plane does not come up:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        const string server = "server: ";
        Address = new Uri(File.ReadLines(kubeconfig).Single(line => line.Contains(server, StringComparison.Ordinal)).Split(server)[1]);
    }
}
