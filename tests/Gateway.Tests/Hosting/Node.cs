using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelServing.Gateway.Tests.Hosting;

/// <summary>A backend on a port of its own that remembers what it was asked; by default it echoes the body.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Node(WebApplication app, Func<HttpContext, string, Task> answer)
    {
        _app = app;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            Calls.Enqueue(new(context.Request.Method, context.Request.Path.Value + context.Request.QueryString, body, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            await answer(context, body);
        });
    }

    public ConcurrentQueue<NodeRequest> Calls { get; } = [];

    public int Port { get; private set; }

    public static Task<Node> EchoAsync() => StartAsync(Echo);

    public static Task<Node> AnswerAsync(string body, int status = 200, string contentType = "application/json") =>
        StartAsync((context, _) => WriteAsync(context, body, status, contentType));

    public static Task<Node> StartAsync(Func<HttpContext, string, Task> answer) => StartAsync(answer, HttpProtocols.Http1);

    public static async Task<Node> StartAsync(Func<HttpContext, string, Task> answer, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Logging.ClearProviders();
        var node = new Node(builder.Build(), answer);
        await node._app.StartAsync();
        node.Port = new Uri(node._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? "").Port;
        return node;
    }

    public static Task Echo(HttpContext context, string body) => WriteAsync(context, body, 200, context.Request.ContentType ?? "application/json");

    public static Task WriteAsync(HttpContext context, string body, int status = 200, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        if (body.Length == 0)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
