using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Api;

/// <summary>Deletes a pod if its disruption budget allows it: what draining a node asks for.</summary>
internal sealed class EvictionEndpoint(ICluster cluster, ObjectRegistry registry) : IDisposable
{
    // Two evictions must not spend the same disruption.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task EvictAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        if (body is null)
        {
            await Responses.WriteAsync(request.Http, refusal ?? Refusals.BadRequest("the request has no body"));
            return;
        }

        if (body.Text("metadata", "name") is { Length: > 0 } name && name != request.Name)
        {
            await Responses.WriteAsync(request.Http, Refusals.BadRequest("name in URL does not match name in Eviction object"));
            return;
        }

        await _oneAtATime.WaitAsync(request.Aborted);
        try
        {
            await Responses.WriteAsync(request.Http, await EvictAsync(request, DeletionOptions.Of(body["deleteOptions"] as JsonObject, request.Http.Request.Query)));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<V1Status> EvictAsync(ApiRequest request, DeletionOptions options)
    {
        if (!registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var stored, out var refusal))
        {
            return refusal;
        }

        var pod = KubernetesJson.Deserialize<V1Pod>(stored.Root);
        if (await ForbidAsync(pod, request.Aborted) is { } forbidden)
        {
            return forbidden;
        }

        return registry.Delete(request.Resource, request.Namespace, request.Name, options).Refusal ?? new V1Status { Status = "Success", Code = StatusCodes.Status201Created };
    }

    private async Task<V1Status?> ForbidAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        // What serves nothing disturbs nobody by going.
        if (pod.Status?.Phase is "Pending" or "Succeeded" or "Failed" || pod.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var list = await cluster.ListAsync<V1PodDisruptionBudget>(new ResourceQuery(pod.Metadata.NamespaceProperty), cancellationToken);
        var budgets = list.Items.Where(budget => DisruptionBudgets.Covers(budget, pod)).ToList();
        if (budgets.Count > 1)
        {
            return Refusals.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (budgets is not [var only])
        {
            return null;
        }

        var status = await DisruptionBudgets.JudgeAsync(cluster, only, cancellationToken);
        var sick = !pod.IsReady() && (only.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow" || (status.CurrentHealthy >= status.DesiredHealthy && status.DesiredHealthy > 0));
        return sick || status.DisruptionsAllowed > 0 ? null : Disturbed(only, status);
    }

    private static V1Status Disturbed(V1PodDisruptionBudget budget, V1PodDisruptionBudgetStatus status) => new()
    {
        Status = "Failure",
        Code = StatusCodes.Status429TooManyRequests,
        Reason = "TooManyRequests",
        Message = "Cannot evict pod as it would violate the pod's disruption budget.",
        Details = new V1StatusDetails
        {
            Causes =
            [
                new V1StatusCause
                {
                    Reason = "DisruptionBudget",
                    Message = $"The disruption budget {budget.Metadata.Name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently",
                },
            ],
        },
    };
}
