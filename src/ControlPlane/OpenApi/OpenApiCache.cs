using System.Collections.Concurrent;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>Documents as bytes, until a custom resource definition changes what is served.</summary>
internal sealed class OpenApiCache(ServedResources served)
{
    private volatile Documents _documents = new(new ResourceMap([]));

    /// <summary>Gives the document of a group version, or null where there is none.</summary>
    public byte[]? Version3(string group, string version)
    {
        var documents = Current();
        return documents.Version3.GetOrAdd((group, version), key => OpenApiDocuments.Find(documents.Served, key.Group, key.Version) is { } document ? JsonBytes.Of(document) : null);
    }

    public byte[] Version2()
    {
        var documents = Current();
        return documents.Version2 ??= JsonBytes.Of(OpenApiVersion2.Build(documents.Served));
    }

    public byte[] Version2Protobuf()
    {
        var documents = Current();
        return documents.Version2Protobuf ??= OpenApiProtobuf.Encode(OpenApiVersion2.Build(documents.Served));
    }

    private Documents Current()
    {
        var current = served.Current;
        var documents = _documents;
        return ReferenceEquals(documents.Served, current) ? documents : _documents = new Documents(current);
    }

    private sealed class Documents(ResourceMap served)
    {
        public ResourceMap Served { get; } = served;

        public ConcurrentDictionary<(string Group, string Version), byte[]?> Version3 { get; } = new();

        public byte[]? Version2 { get; set; }

        public byte[]? Version2Protobuf { get; set; }
    }
}
