using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>A pod whose port 80 is a server that answers with what it is sent.</summary>
internal sealed class EchoPod : IAsyncDisposable
{
    private readonly WebApplication _server = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]).Build();

    public static async Task<EchoPod> StartAsync(RunningApi api, string name)
    {
        var pod = new EchoPod();
        await pod.StartServerAsync();
        await api.Client.CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = name, NamespaceProperty = "default", Annotations = new Dictionary<string, string> { ["modelserving.dev/ports"] = $"{{\"80\":{new Uri(pod._server.Urls.First()).Port}}}" } },
                Spec = new() { Containers = [new V1Container { Name = "c", Image = "x", Ports = [new V1ContainerPort { ContainerPort = 80 }] }] },
            },
            TestContext.Current.CancellationToken);
        return pod;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task StartServerAsync()
    {
        _server.MapPost("/echo", async (HttpContext context) =>
        {
            context.Response.Headers["Inference-Header-Content-Length"] = context.Request.Headers["Inference-Header-Content-Length"];
            context.Response.ContentType = $"{context.Request.ContentType}; encoding={context.Request.Headers.ContentEncoding}";
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        return _server.StartAsync(TestContext.Current.CancellationToken);
    }
}
