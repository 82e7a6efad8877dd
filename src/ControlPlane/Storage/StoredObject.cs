using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Storage;

/// <summary>An object at one version: immutable bytes, and a view for selectors and printers that is safe to read concurrently.</summary>
internal sealed class StoredObject
{
    public StoredObject(StoreKey key, long version, byte[] json)
    {
        Key = key;
        Version = version;
        Json = json;
        Root = JsonDocument.Parse(json).RootElement;
    }

    public StoreKey Key { get; }

    public long Version { get; }

    public byte[] Json { get; }

    public JsonElement Root { get; }

    public string Uid => Root.Text("metadata", "uid");

    public bool IsBeingDeleted => Root.At("metadata", "deletionTimestamp") is not null;

    public static StoredObject Of(StoreKey key, long version, JsonObject value) => new(key, version, JsonBytes.Of(value));

    /// <summary>Gives a copy that may be changed.</summary>
    public JsonObject ToNode() => JsonBytes.ToObject(Json);
}
