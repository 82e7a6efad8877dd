using k8s.Models;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>Refuses what needs a container to enter: pods run as servers inside their node's process, or as processes beside it.</summary>
internal sealed class PodConnections(ObjectRegistry registry)
{
    public static bool Handles(ApiRequest request) => request.Resource.GroupResource == "pods" && request.Path.Subresource is "exec" or "attach" or "ephemeralcontainers";

    public Task RefuseAsync(ApiRequest request) => Responses.WriteAsync(
        request.Http,
        registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out _, out var refusal) ? Explain(request) : refusal);

    private static V1Status Explain(ApiRequest request) => new()
    {
        Status = "Failure",
        Code = StatusCodes.Status501NotImplemented,
        Reason = "NotImplemented",
        Message = $"{request.Path.Subresource} is not possible: there is no container around what runs of pod {request.Name}, in or beside its node's process; use kubectl logs and kubectl describe",
    };
}
