using System.Globalization;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Serves <c>GET /containerLogs/{namespace}/{pod}/{container}?follow=&amp;tailLines=&amp;timestamps=</c>, as a kubelet does.</summary>
internal static class ContainerLogEndpoint
{
    public static void MapContainerLogs(this WebApplication app) =>
        app.MapGet("/containerLogs/{ns}/{pod}/{container}", (RequestDelegate)(context => WriteAsync(context, context.RequestAborted)));

    private static async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string Route(string name) => (string?)context.Request.RouteValues[name] ?? string.Empty;
        var log = context.RequestServices.GetRequiredService<ContainerLogs>().Find(Route("ns"), Route("pod"), Route("container"));
        if (log is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync($"container \"{Route("container")}\" in pod \"{Route("pod")}\" is not on this node", cancellationToken);
            return;
        }

        var query = context.Request.Query;
        int? tail = int.TryParse(query["tailLines"], NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines : null;
        var channel = log.Open(tail, IsSet(query["follow"]));
        context.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                var stamp = IsSet(query["timestamps"]) ? line.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ ", CultureInfo.InvariantCulture) : string.Empty;
                await context.Response.WriteAsync($"{stamp}{line.Text}\n", cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left.
        }
        finally
        {
            log.Leave(channel);
        }
    }

    private static bool IsSet(string? value) => value is "true" or "1";
}
