using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace ModelServing.Gateway.Forwarding;

/// <summary>Gives a request the shape it has behind a mesh: the backend's host, the rewritten path, the InferenceService's name.</summary>
internal sealed class GatewayTransformer : HttpTransformer
{
    public static GatewayTransformer Instance { get; } = new();

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var forwarded = httpContext.Features.GetRequiredFeature<ForwardedRequest>();
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, new PathString(forwarded.Match.Path), httpContext.Request.QueryString);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
        proxyRequest.Headers.Host = forwarded.Backend.Authority;
        if (forwarded.Match.Rule.InferenceService is { } inferenceService)
        {
            proxyRequest.Headers.Remove(GatewayHeaders.InferenceServiceName);
            proxyRequest.Headers.Remove(GatewayHeaders.InferenceServiceNamespace);
            proxyRequest.Headers.TryAddWithoutValidation(GatewayHeaders.InferenceServiceName, inferenceService.Name);
            proxyRequest.Headers.TryAddWithoutValidation(GatewayHeaders.InferenceServiceNamespace, inferenceService.Namespace);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        httpContext.Response.Headers[GatewayHeaders.Backend] = httpContext.Features.GetRequiredFeature<ForwardedRequest>().Backend.Service;
        return copyBody;
    }
}
