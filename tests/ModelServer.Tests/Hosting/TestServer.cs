using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Hosting;

/// <summary>A server on free ports over a temporary base path.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TestServer(TensorFlowServer server, DirectoryInfo folder)
    {
        Server = server;
        _folder = folder;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.RestPort}") };
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.GrpcPort}");
    }

    public TensorFlowServer Server { get; }

    public HttpClient Http { get; }

    public GrpcChannel Channel { get; }

    public string BasePath => _folder.FullName;

    /// <summary>Serves one model named <c>default</c> from version folders that are created empty.</summary>
    public static async Task<TestServer> StartAsync(
        IModelLoader loader,
        string[] versions,
        Func<ServerOptions, ServerOptions>? change = null,
        VersionPolicy? policy = null)
    {
        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        foreach (var version in versions)
        {
            folder.CreateSubdirectory(version);
        }

        return await StartAsync(loader, folder, new ModelSettings("default", folder.FullName, policy ?? new VersionPolicy.Latest(1)), change);
    }

    public static async Task<TestServer> StartAsync(
        IModelLoader? loader,
        DirectoryInfo folder,
        ModelSettings model,
        Func<ServerOptions, ServerOptions>? change = null)
    {
        var options = new ServerOptions
        {
            RestPort = 0,
            GrpcPort = 0,
            Models = [model],
            FileSystemPoll = TimeSpan.FromMilliseconds(50),
            Versions = new VersionManagerOptions { MaxLoadRetries = 0 },
        };
        var server = await TensorFlowServer.StartAsync(
            change is null ? options : change(options), loader, builder => builder.Logging.ClearProviders(), TestContext.Current.CancellationToken);
        return new TestServer(server, folder);
    }

    /// <summary>Waits until the models' state is as expected; the test's own timeout ends a wait that is in vain.</summary>
    public async Task UntilAsync(Func<VersionSnapshot, bool> expected)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var changed = Server.Catalog.Changed;
            if (expected(Server.Catalog.Snapshot))
            {
                return;
            }

            await changed.WaitAsync(timeout.Token);
        }
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string body)
    {
        using var response = await Http.PostAsync(path, new StringContent(body), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        await Server.DisposeAsync();
        if (_folder.Name.StartsWith("modelserver-test-", StringComparison.Ordinal))
        {
            _folder.Delete(recursive: true);
        }
    }
}
