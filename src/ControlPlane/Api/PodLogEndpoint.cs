using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Reads a container's log from the node that runs it.</summary>
internal sealed class PodLogEndpoint(ClusterStore store, ObjectRegistry registry, KubeletClient kubelet, IHostApplicationLifetime lifetime)
{
    public Task ReadAsync(ApiRequest request) =>
        registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var pod, out var refusal) && TryLocate(request, pod, out var log, out refusal)
            ? CopyAsync(request, log)
            : Responses.WriteAsync(request.Http, refusal);

    private bool TryLocate(ApiRequest request, StoredObject pod, [NotNullWhen(true)] out Uri? log, [NotNullWhen(false)] out V1Status? refusal)
    {
        log = null;
        refusal = null;
        var node = pod.Root.Text("spec", "nodeName");
        if (LogAvailability.Choose(pod.Root, request.Query("container") is { Length: > 0 } named ? named : null, out var container) is { } unclear)
        {
            refusal = Refusals.BadRequest(unclear);
        }
        else if (node.Length == 0)
        {
            refusal = Refusals.BadRequest($"pod {request.Name} does not have a host assigned");
        }
        else if (LogAvailability.Problem(pod.Root, container, request.Query("previous") is "true" or "1") is { } problem)
        {
            refusal = Refusals.BadRequest(problem);
        }
        else if (NodeAddresses.Find(store, node) is not { } address)
        {
            refusal = Refusals.Unavailable($"node {node} publishes no kubelet endpoint");
        }
        else
        {
            var path = $"/containerLogs/{pod.Key.Namespace}/{pod.Key.Name}/{container}{request.Http.Request.QueryString}";
            log = new Uri(address, path);
        }

        return log is not null;
    }

    private async Task CopyAsync(ApiRequest request, Uri log)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, lifetime.ApplicationStopping);
        try
        {
            using var answer = await kubelet.Http.GetAsync(log, HttpCompletionOption.ResponseHeadersRead, end.Token);
            if (!answer.IsSuccessStatusCode)
            {
                await Responses.WriteAsync(request.Http, Refusals.BadRequest(await answer.Content.ReadAsStringAsync(end.Token)));
                return;
            }

            request.Http.Response.ContentType = "text/plain";
            await using var source = await answer.Content.ReadAsStreamAsync(end.Token);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await source.ReadAsync(buffer, end.Token)) > 0)
            {
                await request.Http.Response.Body.WriteAsync(buffer.AsMemory(0, read), end.Token);
                await request.Http.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (HttpRequestException e) when (!request.Http.Response.HasStarted)
        {
            await Responses.WriteAsync(request.Http, Refusals.Unavailable($"Get \"{log}\": {e.Message}"));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The server stops: what was read is what there is.
        }
    }
}
