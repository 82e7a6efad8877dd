using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Manifests;

internal static class ManifestEndpoints
{
    public static void MapManifests(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/modelserving/v1/manifests:apply", (HttpContext context, ManifestApplier applier) =>
        {
            if (applier.Folder is not { Length: > 0 })
            {
                return Responses.WriteAsync(context, Refusals.BadRequest("no manifests to apply: set ModelServing:Manifests to their folder"));
            }

            var results = applier.ApplyAll(force: true);
            return Responses.WriteAsync(context, new JsonObject
            {
                ["failed"] = results.Count(result => result.Action == ManifestResult.Failed),
                ["results"] = new JsonArray([.. results.Select(result => result.ToJson())]),
            });
        });
}
