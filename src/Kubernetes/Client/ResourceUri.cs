using System.Collections.Concurrent;
using System.Reflection;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>Where a kind's objects live below the API server's root.</summary>
/// <remarks><c>path = ( "/api/v1" | "/apis/" group "/" version ) [ "/namespaces/" ns ] "/" plural [ "/" name [ "/" subresource ] ]</c>.</remarks>
internal static class ResourceUri
{
    private static readonly ConcurrentDictionary<Type, KubernetesEntityAttribute> Entities = new();

    public static KubernetesEntityAttribute EntityOf<T>() =>
        Entities.GetOrAdd(typeof(T), type => type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no KubernetesEntity attribute"));

    public static string ForCollection<T>(string? ns)
        where T : IKubernetesObject
    {
        var entity = EntityOf<T>();
        var root = string.IsNullOrEmpty(entity.Group) ? $"api/{entity.ApiVersion}" : $"apis/{entity.Group}/{entity.ApiVersion}";
        var scope = string.IsNullOrEmpty(ns) ? "" : $"/namespaces/{ns}";
        return $"{root}{scope}/{entity.PluralName}";
    }

    public static string ForObject<T>(string? ns, string name, string? subresource = null)
        where T : IKubernetesObject =>
        $"{ForCollection<T>(ns)}/{Uri.EscapeDataString(name)}{(subresource is null ? "" : $"/{subresource}")}";

    public static string ForQuery<T>(ResourceQuery query, string? watchFrom)
        where T : IKubernetesObject
    {
        List<string> parameters = [];
        Add("labelSelector", query.LabelSelector);
        Add("fieldSelector", query.FieldSelector);
        if (watchFrom is not null)
        {
            parameters.Add("watch=true");
            parameters.Add("allowWatchBookmarks=true");
            Add("resourceVersion", watchFrom);
        }

        return parameters.Count == 0 ? ForCollection<T>(query.Namespace) : $"{ForCollection<T>(query.Namespace)}?{string.Join('&', parameters)}";

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parameters.Add($"{key}={Uri.EscapeDataString(value)}");
            }
        }
    }
}
