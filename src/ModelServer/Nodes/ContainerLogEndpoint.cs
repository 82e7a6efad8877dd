using System.Text;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Serves <c>GET /containerLogs/{namespace}/{pod}/{container}?follow=&amp;previous=&amp;tailLines=&amp;sinceSeconds=…</c>, as a kubelet does.</summary>
internal static class ContainerLogEndpoint
{
    public static void MapContainerLogs(this WebApplication app) =>
        app.MapGet("/containerLogs/{ns}/{pod}/{container}", (RequestDelegate)(context => WriteAsync(context, context.RequestAborted)));

    private static async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string Route(string name) => (string?)context.Request.RouteValues[name] ?? string.Empty;
        var key = new ContainerKey(Route("ns"), Route("pod"), Route("container"));
        var query = LogQuery.Read(context.Request.Query, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        if (context.RequestServices.GetRequiredService<ContainerLogs>().Find(key, query.Previous) is not { } log)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            var missing = query.Previous ? $"previous terminated container \"{key.Container}\" in pod \"{key.Pod}\" not found" : $"container \"{key.Container}\" in pod \"{key.Pod}\" is not on this node";
            await context.Response.WriteAsync(missing, cancellationToken);
            return;
        }

        var channel = log.Open(query);
        context.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            // What a follower waits for may be long in coming: he learns at once that he may wait.
            await context.Response.StartAsync(cancellationToken);
            var left = query.LimitBytes ?? long.MaxValue;
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                var bytes = Encoding.UTF8.GetBytes(query.Format(line));
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)Math.Min(left, bytes.Length)), cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
                if ((left -= bytes.Length) <= 0)
                {
                    break;
                }
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
}
