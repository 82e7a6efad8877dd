using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Selectors;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Which objects of a kind to list or watch.</summary>
internal sealed record ObjectQuery(ResourceDefinition Resource, string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public static bool TryParse(
        ResourceDefinition resource,
        string? ns,
        string? labelSelector,
        string? fieldSelector,
        [NotNullWhen(true)] out ObjectQuery? query,
        [NotNullWhen(false)] out V1Status? refusal)
    {
        query = null;
        if (!LabelSelector.TryParse(labelSelector, out var labels, out var error) || !FieldSelector.TryParse(fieldSelector, out var fields, out error))
        {
            refusal = Refusals.BadRequest(error);
            return false;
        }

        if (fields.Paths.FirstOrDefault(path => path is not ("metadata.name" or "metadata.namespace") && !resource.FieldLabels.Contains(path)) is { } unknown)
        {
            // A kind without selectable fields of its own is answered by the rule that all kinds share.
            var isCommon = resource is { IsCustom: false, FieldLabels.Length: 0 };
            var why = isCommon ? $"\"{unknown}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"" : $"field label not supported: {unknown}";
            refusal = Refusals.BadRequest(why);
            return false;
        }

        query = new ObjectQuery(resource, resource.Namespaced ? ns : null, labels, fields);
        refusal = null;
        return true;
    }

    public IEnumerable<StoredObject> List(StoreSnapshot snapshot) => snapshot.List(Resource.GroupResource, Namespace).Where(Matches);

    public bool Matches(StoredObject value) =>
        (Namespace is null || Namespace == value.Key.Namespace)
        && (Labels.IsEmpty || Labels.Matches(key => value.Root.At("metadata", "labels", key)?.GetString()))
        && (Fields.IsEmpty || Fields.Matches(path => value.Root.Text(path.Split('.'))));
}
