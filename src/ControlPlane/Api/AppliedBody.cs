using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.Api;

/// <summary>The body of a server-side apply.</summary>
internal static class AppliedBody
{
    private const string Yaml = "application/apply-patch+yaml";

    public static readonly string[] MediaTypes = [Yaml, "application/apply-patch+json"];

    public static bool IsIt(HttpRequest request) => MediaTypes.Contains(PatchRequest.MediaType(request.ContentType ?? ""));

    /// <summary>Gives why a configuration cannot be applied to the object that the request names, or null.</summary>
    public static V1Status? Check(ApiRequest request, JsonObject body)
    {
        var isScale = request.Path.Subresource == "scale";
        var (apiVersion, kind) = isScale ? ("autoscaling/v1", "Scale") : (request.Resource.ApiVersion, request.Resource.Kind);
        var (givenVersion, givenKind) = (body.Text("apiVersion") ?? "", body.Text("kind") ?? "");
        if (givenVersion.Length == 0 || givenKind != kind)
        {
            return Refusals.BadRequest($"invalid object type: {KindName(givenVersion, givenKind)}");
        }

        if (givenVersion != apiVersion)
        {
            return Refusals.BadRequest($"Incorrect version specified in apply patch. Specified patch version: {givenVersion}, expected: {apiVersion}");
        }

        if (body["metadata"]?["managedFields"] is JsonNode)
        {
            return Refusals.BadRequest("metadata.managedFields must be nil");
        }

        var name = body.Text("metadata", "name") ?? "";
        if (name.Length > 0 && name != request.Name)
        {
            return Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }

        var ns = body.Text("metadata", "namespace") ?? "";
        if (request.Namespace is { } expected && ns.Length > 0 && ns != expected)
        {
            return Refusals.BadRequest($"the namespace of the object ({ns}) does not match the namespace on the request ({expected})");
        }

        var problems = isScale ? [] : ConfigurationCheck.Find(body, MergeSchemaCatalog.Of(request.Resource));
        return problems.Count == 0 ? null : ApplyRefusals.NotTyped(ns, name, KindName(givenVersion, givenKind), problems);
    }

    private static string KindName(string apiVersion, string kind) => $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? "" : "/")}{apiVersion}, Kind={kind}";
}
