using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Small things every reconciler does with objects.</summary>
internal static class Resources
{
    /// <summary>The alphabet of generated names: no vowels, so no words.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static JsonObject ToJson(object value) =>
        JsonNode.Parse(KubernetesJson.Serialize(value)) as JsonObject ?? throw new ArgumentException("not an object", nameof(value));

    public static T Clone<T>(T value)
        where T : class => KubernetesJson.Deserialize<T>(KubernetesJson.Serialize(value));

    /// <summary>A short hash of the value's JSON that may be part of a name.</summary>
    public static string Hash(object value) => HashText(KubernetesJson.Serialize(value));

    public static string HashText(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(10, hash, static (span, bytes) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }

    public static string RandomSuffix() => string.Create(5, 0, static (span, _) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)];
        }
    });

    public static KubernetesEntityAttribute KindOf<T>() =>
        typeof(T).GetCustomAttribute<KubernetesEntityAttribute>() ?? throw new InvalidOperationException($"{typeof(T)} has no kind");

    public static string ApiVersionOf<T>() =>
        KindOf<T>() is { } kind && kind.Group.Length > 0 ? $"{kind.Group}/{kind.ApiVersion}" : KindOf<T>().ApiVersion;

    /// <summary>Fills in the kind, which lists leave out.</summary>
    public static T WithKind<T>(T resource)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        resource.ApiVersion = ApiVersionOf<T>();
        resource.Kind = KindOf<T>().Kind;
        return resource;
    }

    /// <summary>The reference that makes <paramref name="owner"/> the controller of what carries it.</summary>
    public static V1OwnerReference ControlledBy<T>(T owner)
        where T : class, IKubernetesObject<V1ObjectMeta> => new()
        {
            ApiVersion = ApiVersionOf<T>(),
            Kind = KindOf<T>().Kind,
            Name = owner.Metadata.Name,
            Uid = owner.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };

    public static bool IsControlledBy(IKubernetesObject<V1ObjectMeta> resource, IKubernetesObject<V1ObjectMeta> owner) =>
        resource.Metadata.OwnerReferences?.Any(reference => reference.Controller == true && reference.Uid == owner.Metadata.Uid) == true;

    /// <summary>The time as Kubernetes writes it: to the second.</summary>
    public static DateTime Now(this TimeProvider timeProvider) => WireTime.ToSeconds(timeProvider.GetUtcNow().UtcDateTime);

    /// <summary>Whether labels satisfy an equality selector.</summary>
    public static bool Matches(IDictionary<string, string>? selector, IDictionary<string, string>? labels) =>
        selector is { Count: > 0 } && selector.All(pair => labels is not null && labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public static string Selector(string label, string value) => string.Create(CultureInfo.InvariantCulture, $"{label}={value}");
}
