using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>Serves <c>/api/v1/[namespaces/{ns}/]{services|pods|nodes}/{target}/proxy/{path}</c>: passes a request on to a service, a pod or a node.</summary>
internal sealed class ProxyEndpoint(ProxyTarget targets, KubeletClient client)
{
    private static readonly string[] NotPassedOn = ["Authorization", "Host", "Connection", "Transfer-Encoding", "Content-Length", "Upgrade"];

    private static bool IsPassedOn(string header) => !NotPassedOn.Contains(header, StringComparer.OrdinalIgnoreCase);

    public Task HandleAsync(HttpContext context, string plural)
    {
        string Route(string name) => (string?)context.Request.RouteValues[name] ?? "";
        return targets.TryFind(Route("ns"), plural, Route("target"), out var address, out var refusal)
            ? PassOnAsync(context, Under(address, Route("path"), context.Request.QueryString))
            : Responses.WriteAsync(context, refusal);
    }

    /// <summary>A path of the target, and never another host, as one that begins with two slashes would name when it is resolved.</summary>
    internal static Uri Under(Uri address, string path, QueryString query) => new UriBuilder(address) { Path = $"/{path}", Query = query.Value ?? "" }.Uri;

    private async Task PassOnAsync(HttpContext context, Uri address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (RequestBody.IsPresent(context.Request))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => IsPassedOn(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        try
        {
            using var answer = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentLength = answer.Content.Headers.ContentLength;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => IsPassedOn(header.Key)))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }

            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException e) when (!context.Response.HasStarted)
        {
            await Responses.WriteAsync(context, Refusals.Unavailable($"error trying to reach service: {e.Message}"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }
}
