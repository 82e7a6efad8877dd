using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

/// <summary>A cluster's API that answers paths as told, and others with 404.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster");
    private readonly WebApplication _app;

    private FakeCluster(WebApplication app) => _app = app;

    /// <summary>Gets what is answered: a status and a body.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = [];

    /// <summary>Gets the paths, queries and credentials that were asked with.</summary>
    public List<string> Asked { get; } = [];

    public string Kubeconfig => Path.Combine(_folder.FullName, "kubeconfig");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FakeCluster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var cluster = new FakeCluster(builder.Build());
        cluster._app.MapGet("/{**path}", cluster.Answer);
        await cluster._app.StartAsync(Token);
        await File.WriteAllTextAsync(cluster.Kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters: [ { name: c, cluster: { server: "{{cluster._app.Urls.First()}}", insecure-skip-tls-verify: true } } ]
            users: [ { name: u, user: { token: secret } } ]
            contexts: [ { name: x, context: { cluster: c, user: u } } ]
            current-context: x
            """, Token);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IResult Answer(HttpRequest request)
    {
        var (status, body) = Answers.GetValueOrDefault(request.Path.Value ?? "", (StatusCodes.Status404NotFound, "{}"));
        lock (Asked)
        {
            Asked.Add($"{request.Path}{request.QueryString} {request.Headers.Authorization}");
        }

        return Results.Text(body, "application/json", statusCode: status);
    }
}
