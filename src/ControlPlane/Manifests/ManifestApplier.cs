using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Patch;

namespace ModelServing.ControlPlane.Manifests;

/// <summary>
/// Applies manifest files. A file that has not changed since it was applied is left alone, so that what a user changed with kubectl
/// outlives a restart.
/// </summary>
internal sealed class ManifestApplier(ObjectRegistry registry, IConfiguration configuration, ILogger<ManifestApplier> logger)
{
    public const string HashAnnotation = "modelserving.dev/manifest-hash";

    /// <summary>What kubectl compares with: without it, its next apply warns and cannot tell which fields a file has dropped.</summary>
    public const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

    public string? Folder => configuration["ModelServing:Manifests"];

    /// <summary>Applies every document; with <paramref name="force"/> also those of unchanged files.</summary>
    public IReadOnlyList<ManifestResult> ApplyAll(bool force)
    {
        if (Folder is not { Length: > 0 } folder)
        {
            return [];
        }

        var results = new List<ManifestResult>();
        foreach (var (file, document, error) in ManifestFolder.Read(folder))
        {
            var result = document is null ? new ManifestResult(file, "", ManifestResult.Failed, error) : Apply(file, document, force);
            results.Add(result);
            if (result.Action == ManifestResult.Failed)
            {
                ManifestLog.Failed(logger, result.File, result.Object, result.Message);
            }
            else
            {
                ManifestLog.Applied(logger, result.File, result.Object, result.Action);
            }
        }

        return results;
    }

    private ManifestResult Apply(string file, JsonObject document, bool force)
    {
        var (apiVersion, kind) = (document.Text("apiVersion") ?? "", document.Text("kind") ?? "");
        var name = document.Text("metadata", "name") ?? "";
        if (!ResourceCatalog.TryFind(apiVersion, kind, out var resource))
        {
            return new(file, $"{kind} {name}", ManifestResult.Failed, $"no matches for kind \"{kind}\" in version \"{apiVersion}\"");
        }

        var ns = resource.Namespaced ? document.Text("metadata", "namespace") ?? "default" : null;
        var label = ns is null ? $"{kind} {name}" : $"{kind} {ns}/{name}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonBytes.Of(document)));
        var annotations = document.Child("metadata").Child("annotations");
        var applied = document.ToJsonString() + "\n";
        (annotations[HashAnnotation], annotations[LastAppliedAnnotation]) = (hash, applied);
        var (outcome, action) = registry.Get(resource, ns, name).Object is { } existing
            ? Patch(resource, existing, document, force)
            : (registry.Create(resource, ns, document, WriteOptions.Default), ManifestResult.Created);
        return outcome.Refusal is { } refusal
            ? new(file, label, ManifestResult.Failed, refusal.Message)
            : new(file, label, action, null);
    }

    private (Outcome Outcome, string Action) Patch(ResourceDefinition resource, StoredObject existing, JsonObject document, bool force)
    {
        var hash = document.Text("metadata", "annotations", HashAnnotation);
        if (!force && existing.Root.Text("metadata", "annotations", HashAnnotation) == hash)
        {
            return (existing, ManifestResult.Unchanged);
        }

        var outcome = registry.Update(resource, existing.Key.Namespace, existing.Key.Name, Merge, WriteOptions.Default);
        return (outcome, outcome.Object?.Version == existing.Version ? ManifestResult.Unchanged : ManifestResult.Configured);

        Change Merge(JsonObject value)
        {
            MergePatch.Apply(value, document);
            return value;
        }
    }
}
