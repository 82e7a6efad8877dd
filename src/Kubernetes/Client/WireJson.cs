using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>Objects as JSON, with KubernetesClient's converters, also where reflection-based JSON is off by default.</summary>
internal static class WireJson
{
    static WireJson() => KubernetesJson.AddJsonOptions(options => options.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver());

    /// <summary>Runs the static constructor before anybody else uses <see cref="KubernetesJson"/>.</summary>
    public static void Initialize()
    {
    }

    public static T Read<T>(byte[] json) => KubernetesJson.Deserialize<T>(new MemoryStream(json));

    public static T Read<T>(JsonElement json) => KubernetesJson.Deserialize<T>(json);

    /// <summary>Reads one line of a watch: <c>{"type":"ADDED","object":{…}}</c>. Bookmarks are null; an ERROR is thrown.</summary>
    public static ResourceEvent<T>? ReadEvent<T>(string line)
    {
        using var document = JsonDocument.Parse(line);
        var resource = document.RootElement.GetProperty("object");
        return document.RootElement.GetProperty("type").GetString() switch
        {
            "ADDED" => new ResourceEvent<T>(ResourceEventType.Added, Read<T>(resource)),
            "MODIFIED" => new ResourceEvent<T>(ResourceEventType.Modified, Read<T>(resource)),
            "DELETED" => new ResourceEvent<T>(ResourceEventType.Deleted, Read<T>(resource)),
            "ERROR" => throw new ClusterException(ReadStatus(resource.GetRawText(), 500)),
            _ => null,
        };
    }

    /// <summary>Reads the server's Status; a body that is none (a proxy's page) becomes its message.</summary>
    public static V1Status ReadStatus(string body, int code)
    {
        try
        {
            var status = KubernetesJson.Deserialize<V1Status>(body);
            status.Code ??= code;
            return status;
        }
        catch (JsonException)
        {
            return new V1Status { Code = code, Message = $"the server answered {code}: {body}" };
        }
    }
}
