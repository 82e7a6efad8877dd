using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.Manifests;

/// <summary>
/// Applies manifest files. A file that has not changed since it was applied is left alone, so that what a user changed with kubectl
/// outlives a restart.
/// </summary>
internal sealed class ManifestApplier(
    ObjectRegistry registry, ConfigurationApplier applier, ServedResources served, IConfiguration configuration, ILogger<ManifestApplier> logger)
{
    public const string HashAnnotation = "modelserving.dev/manifest-hash";

    /// <summary>Owns what the files say.</summary>
    public const string Manager = "modelserving-manifests";

    /// <summary>What kubectl compares with: without it, its next apply warns and cannot tell which fields a file has dropped.</summary>
    public const string LastAppliedAnnotation = LastApplied.Annotation;

    private readonly Lock _lock = new();

    public string? Folder => configuration["ModelServing:Manifests"];

    /// <summary>Applies every document; with <paramref name="force"/> also those of unchanged files.</summary>
    public IReadOnlyList<ManifestResult> ApplyAll(bool force)
    {
        if (Folder is not { Length: > 0 } folder)
        {
            return [];
        }

        // Two at once, at start and on request, would fail where both create the same object.
        lock (_lock)
        {
            return [.. ManifestFolder.Read(folder).Select(document => Apply(document, force))];
        }
    }

    private ManifestResult Apply((string File, JsonObject? Document, string? Error) entry, bool force)
    {
        var result = entry.Document is { } document ? Apply(entry.File, document, force) : new ManifestResult(entry.File, "", ManifestResult.Failed, entry.Error);
        if (result.Action == ManifestResult.Failed)
        {
            ManifestLog.Failed(logger, result.File, result.Object, result.Message);
        }
        else
        {
            ManifestLog.Applied(logger, result.File, result.Object, result.Action);
        }

        return result;
    }

    private ManifestResult Apply(string file, JsonObject document, bool force)
    {
        var (apiVersion, kind) = (document.Text("apiVersion") ?? "", document.Text("kind") ?? "");
        var name = document.Text("metadata", "name") ?? "";
        if (!served.Current.TryFind(apiVersion, kind, out var resource))
        {
            return new(file, $"{kind} {name}", ManifestResult.Failed, $"no matches for kind \"{kind}\" in version \"{apiVersion}\"");
        }

        var ns = resource.Namespaced ? document.Text("metadata", "namespace") ?? "default" : null;
        var label = ns is null ? $"{kind} {name}" : $"{kind} {ns}/{name}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonBytes.Of(document)));
        var annotations = document.Child("metadata").Child("annotations");
        var applied = document.ToJsonString() + "\n";
        (annotations[HashAnnotation], annotations[LastAppliedAnnotation]) = (hash, applied);
        var existing = registry.Get(resource, ns, name).Object;
        if (!force && existing?.Root.Text("metadata", "annotations", HashAnnotation) == hash)
        {
            return new(file, label, ManifestResult.Unchanged, null);
        }

        var outcome = Write(resource, ns, name, document);
        var action = outcome.Created ? ManifestResult.Created
            : outcome.Object?.Version == existing?.Version ? ManifestResult.Unchanged : ManifestResult.Configured;
        return outcome.Refusal is { } refusal
            ? new(file, label, ManifestResult.Failed, refusal.Message)
            : new(file, label, action, null);
    }

    /// <summary>What the file no longer says goes, what others own stays, and what others changed of the file's own is set back.</summary>
    private Outcome Write(ResourceDefinition resource, string? ns, string name, JsonObject document)
    {
        var problems = ConfigurationCheck.Find(document, MergeSchemaCatalog.Of(resource), allowUndeclared: true);
        return problems.Count > 0
            ? Refusals.BadRequest(string.Join("; ", problems))
            : applier.Apply(resource, ns, name, document, force: true, WriteOptions.Default with { Manager = Manager, InheritsLastApplied = true });
    }
}
