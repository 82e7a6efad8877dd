using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Apply;
using ModelServing.Kubernetes.Yaml;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Apply;

/// <summary>Real definitions, and real manifests of their kinds.</summary>
public sealed class CustomResourceDefinitionTests
{
    private const string InferenceServices = "kserve-v0.20-inferenceservices.yaml";

    [Theory]
    [InlineData(InferenceServices, "kserve", 20)]
    [InlineData("machinelearning.seldon.io_seldondeployments.yaml", "seldon", 20)]
    public void Apply_RealManifests_TwiceChangesNothingAndOfNothingTakesAllBack(string definition, string corpus, int atLeast)
    {
        var applied = 0;
        foreach (var (apiVersion, kind, schema) in Kinds(definition))
        {
            foreach (var manifest in Manifests(corpus).Where(manifest => Is(manifest, apiVersion, kind) && IsUnambiguous(manifest, schema)))
            {
                CheckApplied(manifest, schema);
                applied++;
            }
        }

        Assert.True(applied >= atLeast, $"only {applied} manifests of {definition} were applied");
    }

    [Fact]
    public void Apply_PortsOfTwo_AreMergedAsTheDefinitionSays()
    {
        var (_, _, schema) = Kinds(InferenceServices).First(kind => kind.ApiVersion == "serving.kserve.io/v1beta1");
        var run = new ApplyRun(schema);
        run.Apply("one", """{"spec":{"predictor":{"model":{"runtime":"r","ports":[{"containerPort":80,"name":"a"}]}}}}""");

        Assert.Null(run.Apply("two", """{"spec":{"predictor":{"model":{"ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":81}]}}}}"""));

        Assert.Equal(
            """{"spec":{"predictor":{"model":{"runtime":"r","ports":[{"containerPort":80,"name":"a","protocol":"TCP"},{"containerPort":81}]}}}}""", run.Text());
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"one\": .spec.predictor.model.ports[containerPort=80,protocol=\"TCP\"].name",
            run.Apply("two", """{"spec":{"predictor":{"model":{"ports":[{"containerPort":80,"name":"b"}]}}}}"""));
    }

    private static void CheckApplied(JsonObject manifest, IMergeSchema schema)
    {
        var run = new ApplyRun(schema);
        var text = manifest.ToJsonString();
        Assert.Null(run.Apply("one", text));
        Assert.True(JsonNode.DeepEquals(manifest, run.Object));
        var managers = run.Managers;
        Assert.Null(run.Apply("two", text));
        Assert.Null(run.Apply("one", text));
        Assert.True(JsonNode.DeepEquals(manifest, run.Object));
        Assert.Equal(run.Owned("two"), run.Owned("one"));

        const string Nothing = """{"metadata":{"name":"x"}}""";
        Assert.Null(run.Apply("one", Nothing, force: true));
        Assert.Equal(managers.Entries[0].Fields, run.Managers.Entries.Single(entry => entry.Manager.Name == "two").Fields);
        Assert.Null(run.Apply("two", Nothing, force: true));
        Assert.Null(run.Object["spec"]);
    }

    private static IEnumerable<(string ApiVersion, string Kind, IMergeSchema Schema)> Kinds(string file) =>
        from document in Read(RepositoryPaths.InSharedData("crds", file))
        let spec = document["spec"]
        from version in spec?["versions"] as JsonArray ?? []
        let schema = version?["schema"]?["openAPIV3Schema"]
        where schema is not null
        select ($"{spec["group"]}/{version["name"]}", spec["names"]?["kind"]?.ToString() ?? "", OpenApiMergeSchema.OfKind(schema));

    private static IEnumerable<JsonObject> Manifests(string corpus) =>
        Directory.EnumerateFiles(RepositoryPaths.InSharedData("corpus", corpus), "*.y*ml", SearchOption.AllDirectories).SelectMany(Read);

    private static IEnumerable<JsonObject> Read(string path) =>
        YamlDocuments.TryRead(File.ReadAllText(path), out var documents, out _) ? documents.OfType<JsonObject>() : [];

    private static bool Is(JsonObject manifest, string apiVersion, string kind) =>
        manifest["apiVersion"]?.ToString() == apiVersion && manifest["kind"]?.ToString() == kind && manifest["spec"] is JsonObject { Count: > 0 };

    /// <summary>Some real manifests name an item twice or leave an item's name out: Kubernetes refuses to apply those, too.</summary>
    private static bool IsUnambiguous(JsonObject manifest, IMergeSchema schema) =>
        ConfigurationCheck.Find(manifest, schema, allowUndeclared: true).Count == 0;
}
