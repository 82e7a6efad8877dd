using k8s.Models;
using ModelServing.ControlPlane.Api.PortForwarding;
using ModelServing.ControlPlane.Authorization;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Api;

/// <summary>Every request for an object or a collection of them, by method and path.</summary>
internal sealed class ResourceEndpoint(
    ObjectEndpoint objects, CollectionEndpoint collections, WatchEndpoint watches, WatchSlots slots, PodLogEndpoint logs, EvictionEndpoint evictions,
    PodConnections connections, PortForwardEndpoint forwarding, TokenRequestEndpoint tokens, AccessReviews reviews, ServedResources served, ILogger<ResourceEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await DispatchAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var isTooLarge = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await Responses.WriteAsync(context, isTooLarge ? Refusals.TooLarge(RequestBody.MaxBytes) : Refusals.BadRequest(e.Message));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            ApiLog.RequestFailed(logger, e, context.Request.Method, context.Request.Path);
            await Responses.WriteAsync(context, Refusals.Internal(e.Message));
        }
    }

    private Task DispatchAsync(HttpContext context)
    {
        if (!ApiPath.TryParse(context.Request.Path, out var path) || path.GoesOn)
        {
            return Responses.WriteAsync(context, Refusals.NoSuchPath());
        }

        if (AccessReviews.Handles(path))
        {
            return reviews.HandleAsync(context, path);
        }

        return served.Current.TryFind(path.Group, path.Version, path.Plural, out var resource) && (path.Namespace is null || resource.Namespaced)
            ? DispatchAsync(new ApiRequest(context, resource, path), context.Request.Method)
            : Responses.WriteAsync(context, Refusals.NoSuchPath());
    }

    private Task DispatchAsync(ApiRequest request, string method) => (method, request.Path.Name, request.Path.Subresource) switch
    {
        ("GET", null, _) when request.Flag("watch") => WatchAsync(request),
        ("GET", null, _) => collections.ListAsync(request),
        ("POST", null, _) => collections.CreateAsync(request),
        ("DELETE", null, _) => collections.DeleteAsync(request),
        ("GET", _, null) => objects.GetAsync(request),
        ("GET", _, "log") when request.Resource.GroupResource == "pods" => logs.ReadAsync(request),
        ("POST", _, "eviction") when request.Resource.GroupResource == "pods" => evictions.EvictAsync(request),
        ("GET" or "POST", _, "portforward") when request.Resource.GroupResource == "pods" => forwarding.ForwardAsync(request),
        _ when PodConnections.Handles(request) => connections.RefuseAsync(request),
        ("POST", _, "binding") when request.Resource.GroupResource == "pods" => objects.BindAsync(request),
        ("POST", _, "token") when request.Resource.GroupResource == "serviceaccounts" => tokens.CreateAsync(request),
        (_, _, "status") when !request.Resource.HasStatus => Refuse(request, Refusals.NoSuchPath()),
        (_, _, "scale") when request.Resource.Scale is null => Refuse(request, Refusals.NoSuchPath()),
        ("GET", _, "status") => objects.GetAsync(request),
        ("GET", _, "scale") => objects.GetScaleAsync(request),
        ("PUT", not null, null or "status" or "scale") => objects.ReplaceAsync(request),
        ("PATCH", not null, null or "status" or "scale") => objects.PatchAsync(request),
        ("DELETE", _, null) => objects.DeleteAsync(request),
        (_, _, null or "status" or "scale") => Refuse(request, Refusals.MethodNotAllowed()),
        _ => Refuse(request, Refusals.NoSuchPath()),
    };

    private async Task WatchAsync(ApiRequest request)
    {
        if (!slots.TryTake())
        {
            request.Http.Response.Headers.RetryAfter = "1";
            await Refuse(request, Refusals.TooManyRequests());
            return;
        }

        try
        {
            await watches.WatchAsync(request);
        }
        finally
        {
            slots.Release();
        }
    }

    private static Task Refuse(ApiRequest request, V1Status refusal) => Responses.WriteAsync(request.Http, refusal);
}
