using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Patch;

namespace ModelServing.ControlPlane.Api;

/// <summary>Requests for one object.</summary>
internal sealed class ObjectEndpoint(ObjectRegistry registry, ConfigurationApplier applier, TablePrinter printer)
{
    public Task GetAsync(ApiRequest request)
    {
        var outcome = registry.Get(request.Resource, request.Namespace, request.Name);
        return TableFormat.IsWanted(request.Http.Request) && outcome.TryGet(out var value, out _)
            ? Responses.WriteAsync(request.Http, StatusCodes.Status200OK, printer.Print(request, [value], value.Root.Text("metadata", "resourceVersion")))
            : Responses.WriteAsync(request, outcome, []);
    }

    public Task GetScaleAsync(ApiRequest request) => WriteScaleAsync(request, registry.Get(request.Resource, request.Namespace, request.Name));

    public async Task ReplaceAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        refusal ??= FieldManagerQuery.Check(request.Http.Request, isApply: false);
        await (body is null || refusal is not null ? RefuseAsync(request, refusal) : UpdateAsync(request, value => request.Path.Subresource == "scale"
            ? ScaleView.Change(request.Resource, value, scale => MergePatch.Apply(scale, body))
            : (JsonObject)body.DeepClone()));
    }

    public async Task PatchAsync(ApiRequest request)
    {
        var isApply = AppliedBody.IsIt(request.Http.Request);
        if ((PatchRequest.CheckMediaType(request.Resource, request.Http.Request.ContentType ?? "")
            ?? FieldManagerQuery.Check(request.Http.Request, isApply)) is { } unusable)
        {
            await RefuseAsync(request, unusable);
            return;
        }

        if (isApply)
        {
            await ApplyAsync(request);
            return;
        }

        var (body, refusal) = await RequestBody.ReadAsync(request.Http);
        var patch = body is null ? null : new PatchRequest(request.Resource, request.Http.Request.ContentType ?? "", body);
        if (patch is null || patch.Refusal is not null)
        {
            await RefuseAsync(request, refusal ?? patch?.Refusal);
            return;
        }

        await UpdateAsync(request, value => request.Path.Subresource == "scale" ? Scale(request, patch, value) : patch.Apply(value), patch.Undecodable);
    }

    public async Task DeleteAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadOptionalObjectAsync(request.Http);
        if (refusal is not null)
        {
            await RefuseAsync(request, refusal);
            return;
        }

        var outcome = registry.Delete(request.Resource, request.Namespace, request.Name, DeletionOptions.Of(body, request.Http.Request.Query));
        await (outcome is { Removed: true, Object: { } gone } && !AnswersDeletionWithObject(request.Resource)
            ? Responses.WriteAsync(request.Http, Deleted(request.Resource, gone))
            : Responses.WriteAsync(request, outcome, []));
    }

    public async Task BindAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        if (body.Text("target", "name") is not { Length: > 0 } node)
        {
            await RefuseAsync(request, refusal ?? Refusals.BadRequest("a binding needs target.name"));
            return;
        }

        await UpdateAsync(request, value =>
        {
            value.Child("spec")["nodeName"] = node;
            return value;
        });
    }

    private async Task ApplyAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        if (body is null || (refusal = AppliedBody.Check(request, body)) is not null)
        {
            await RefuseAsync(request, refusal);
            return;
        }

        var options = request.WriteOptions();
        await WriteAsync(request, options, applier.Apply(request.Resource, request.Namespace, request.Name, body, FieldManagerQuery.Forces(request.Http.Request), options));
    }

    private static Change Scale(ApiRequest request, PatchRequest patch, JsonObject value)
    {
        Change patched = default;
        var change = ScaleView.Change(request.Resource, value, scale => patched = patch.Apply(scale));
        return patched.Refusal ?? change;
    }

    private async Task UpdateAsync(ApiRequest request, Func<JsonObject, Change> change, Func<string, V1Status>? undecodable = null)
    {
        var options = request.WriteOptions() with { Undecodable = undecodable };
        await WriteAsync(request, options, registry.Update(request.Resource, request.Namespace, request.Name, change, options));
    }

    private static Task WriteAsync(ApiRequest request, WriteOptions options, Outcome outcome) =>
        request.Path.Subresource == "scale" ? WriteScaleAsync(request, outcome) : Responses.WriteAsync(request, outcome, options.Warnings);

    private static Task RefuseAsync(ApiRequest request, V1Status? refusal) =>
        Responses.WriteAsync(request.Http, refusal ?? Refusals.BadRequest("the request has no body"));

    private static Task WriteScaleAsync(ApiRequest request, Outcome outcome) =>
        outcome.TryGet(out var value, out var refusal) && request.Resource.Scale is { } paths
            ? Responses.WriteAsync(request.Http, ScaleView.Of(paths, value.ToNode()))
            : Responses.WriteAsync(request.Http, refusal ?? Refusals.NoSuchPath());

    /// <summary>Typed clients expect the object itself for these kinds, and a Status for all others.</summary>
    private static bool AnswersDeletionWithObject(ResourceDefinition resource) =>
        resource.GroupResource is "pods" or "services" or "serviceaccounts" or "persistentvolumeclaims";

    private static V1Status Deleted(ResourceDefinition resource, StoredObject gone) => new()
    {
        Status = "Success",
        Code = StatusCodes.Status200OK,
        Details = new V1StatusDetails { Name = gone.Key.Name, Group = resource.Group, Kind = resource.Plural, Uid = gone.Uid },
    };
}
