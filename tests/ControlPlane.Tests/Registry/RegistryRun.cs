using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Tests.Registry;

/// <summary>A registry over a store of its own, with the namespace <c>default</c>.</summary>
internal sealed class RegistryRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelserving-registry-").FullName;

    public RegistryRun(params IAdmission[] admissions)
    {
        Store = new ClusterStore(Path.Combine(_folder, "cluster.db"));
        Registry = new ObjectRegistry(Store, new AdmissionChain([new BuiltInDefaults(), new BuiltInRules(), .. admissions]), Time);
        Registry.Create(ResourceCatalog.Namespaces, null, Parse("""{"metadata":{"name":"default"}}"""), WriteOptions.Default);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ClusterStore Store { get; }

    public ObjectRegistry Registry { get; }

    public static JsonObject Parse(string json) => JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException(json);

    public Outcome Create(ResourceDefinition resource, string json, WriteOptions? options = null) =>
        Registry.Create(resource, "default", Parse(json), options ?? WriteOptions.Default);

    public Outcome Patch(ResourceDefinition resource, string name, string json, string? subresource = null) => Registry.Update(
        resource,
        "default",
        name,
        value =>
        {
            Kubernetes.Patch.MergePatch.Apply(value, Parse(json));
            return value;
        },
        WriteOptions.Default with { Subresource = subresource });

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
