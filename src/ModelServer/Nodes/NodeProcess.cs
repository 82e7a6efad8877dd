using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using ModelServing.Kubernetes.Client;
using ModelServing.ModelServer.Configuration;
using ModelServing.ServiceDefaults;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The process as a node of the local cluster. It keeps no state: after a kill, a fresh one starts over from the API.</summary>
internal static class NodeProcess
{
    public static async Task RunAsync(ServerFlags flags, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.WebHost.UseUrls($"http://127.0.0.1:{flags.NodePort}");
        var settings = NodeSettings.Read(flags, builder.Configuration);
        var logs = new ContainerLogs(TimeProvider.System);
        builder.Services.AddSingleton(logs);
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapContainerLogs();
        var usage = new NodeUsage(TimeProvider.System);
        app.MapStatsSummary(usage, settings.Name);
        app.MapFallback(context => NoSuchPathAsync(context.Response));
        await app.StartAsync(cancellationToken);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping, cancellationToken);
        try
        {
            using var cluster = await ClusterClient.WaitForKubeconfigAsync(settings.Kubeconfig, "kubelet", TimeProvider.System, stopping.Token);
            var node = new NodeServices(settings, cluster, logs, TimeProvider.System, app.Logger) { Usage = usage };
            var agent = new NodeAgent(node).RunAsync(stopping.Token);
            await Task.WhenAll(agent, usage.RunAsync(stopping.Token), new NodeRegistration(node, Port(app)).RunAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }

        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>A kubelet's words, which reach those who come by way of the API server.</summary>
    private static Task NoSuchPathAsync(HttpResponse response)
    {
        (response.StatusCode, response.ContentType) = (StatusCodes.Status404NotFound, "text/plain; charset=utf-8");
        return response.WriteAsync("404 page not found\n");
    }

    private static int Port(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
}
