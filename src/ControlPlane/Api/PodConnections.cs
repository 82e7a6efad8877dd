using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>Refuses what needs a process or a network of a pod's own: pods run as servers inside their node's process.</summary>
internal sealed class PodConnections(ObjectRegistry registry)
{
    public static bool Handles(ApiRequest request) => request.Resource.GroupResource == "pods" && request.Path.Subresource is "exec" or "attach" or "ephemeralcontainers";

    public Task RefuseAsync(ApiRequest request) => Responses.WriteAsync(
        request.Http,
        registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var pod, out var refusal) ? Explain(request, pod.Root.Text("spec", "nodeName")) : refusal);

    private static V1Status Explain(ApiRequest request, string node) => new()
    {
        Status = "Failure",
        Code = StatusCodes.Status501NotImplemented,
        Reason = "NotImplemented",
        Message = $"{request.Path.Subresource} is not possible: the containers of pod {request.Name} are servers inside the process of node {node}, without processes or a file system of their own; use kubectl logs and kubectl describe",
    };
}
