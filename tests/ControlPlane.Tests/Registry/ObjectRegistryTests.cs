using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Registry;

public sealed class ObjectRegistryTests
{
    private static readonly ResourceDefinition ConfigMaps = ResourceCatalog.Of<V1ConfigMap>();
    private static readonly ResourceDefinition Deployments = ResourceCatalog.Of<V1Deployment>();
    private static readonly ResourceDefinition Services = ResourceCatalog.Of<InferenceService>();

    private const string Deployment = """
        {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x"}]}}}}
        """;

    [Fact]
    public void Create_SetsWhatTheServerOwns()
    {
        using var run = new RegistryRun();

        var created = run.Create(ConfigMaps, """{"metadata":{"generateName":"cm-","uid":"mine","resourceVersion":"","generation":7}}""").Object;

        Assert.NotNull(created);
        Assert.Matches("^cm-[a-z0-9]{5}$", created.Key.Name);
        Assert.Equal("2026-01-02T03:04:05Z", created.Root.Text("metadata", "creationTimestamp"));
        Assert.NotEqual("mine", created.Uid);
        Assert.Equal("", created.Root.Text("metadata", "generation"));
        Assert.Equal("default", created.Root.Text("metadata", "namespace"));
    }

    [Fact]
    public void Create_Twice_AlreadyExists()
    {
        using var run = new RegistryRun();
        run.Create(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var refusal = run.Create(ConfigMaps, """{"metadata":{"name":"a"}}""").Refusal;

        Assert.Equal((409, "AlreadyExists", "configmaps \"a\" already exists"), (refusal?.Code, refusal?.Reason, refusal?.Message));
    }

    [Fact]
    public void Update_CountsTheGenerationOfTheDesiredStateOnly()
    {
        using var run = new RegistryRun();
        Assert.Null(run.Create(Deployments, Deployment).Refusal);

        Assert.Equal(1, Generation(run.Patch(Deployments, "web", """{"metadata":{"labels":{"x":"y"}}}""")));
        Assert.Equal(2, Generation(run.Patch(Deployments, "web", """{"spec":{"replicas":3}}""")));
        Assert.Equal(2, Generation(run.Patch(Deployments, "web", """{"status":{"replicas":3}}""", "status")));
    }

    [Fact]
    public void Update_ThatOnlyLeavesOutDefaults_WritesNothing()
    {
        using var run = new RegistryRun();
        var created = run.Create(Deployments, Deployment).Object;

        var again = run.Patch(Deployments, "web", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"x"}]}}}}""").Object;

        Assert.Equal(created?.Version, again?.Version);
    }

    [Fact]
    public void StatusAndSpec_AreChangedSeparately()
    {
        using var run = new RegistryRun();
        run.Create(Services, """{"metadata":{"name":"a"},"spec":{"predictor":{}},"status":{"url":"forged"}}""");

        run.Patch(Services, "a", """{"spec":{"predictor":{"minReplicas":1}},"status":{"url":"ignored"}}""");
        var value = run.Patch(Services, "a", """{"metadata":{"labels":{"not":"taken"}},"spec":{"predictor":{"minReplicas":9}},"status":{"url":"set"}}""", "status").Object;

        Assert.Equal((1L, "set", ""), (value?.Root.Number("spec", "predictor", "minReplicas"), value?.Root.Text("status", "url"), value?.Root.Text("metadata", "labels", "not")));
    }

    [Fact]
    public void Update_Selector_IsImmutable()
    {
        using var run = new RegistryRun();
        run.Create(Deployments, Deployment);

        var refusal = run.Patch(Deployments, "web", """{"spec":{"selector":{"matchLabels":{"a":"c"}},"template":{"metadata":{"labels":{"a":"c"}}}}}""").Refusal;

        Assert.Equal(422, refusal?.Code);
        Assert.Contains("spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_WithFinalizer_WaitsUntilItIsTakenAway()
    {
        using var run = new RegistryRun();
        run.Create(ConfigMaps, """{"metadata":{"name":"a","finalizers":["x/y"]}}""");

        var marked = run.Registry.Delete(ConfigMaps, "default", "a", DeletionOptions.Default);
        Assert.False(marked.Removed);
        Assert.True(marked.Object?.IsBeingDeleted);

        run.Patch(ConfigMaps, "a", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(404, run.Registry.Get(ConfigMaps, "default", "a").Refusal?.Code);
    }

    [Fact]
    public void Delete_Orphan_ReleasesDependents()
    {
        using var run = new RegistryRun();
        var owner = run.Create(ConfigMaps, """{"metadata":{"name":"owner"}}""").Object;
        run.Create(ConfigMaps, $$$"""{"metadata":{"name":"owned","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{{owner?.Uid}}}"}]}}""");

        run.Registry.Delete(ConfigMaps, "default", "owner", DeletionOptions.Default with { Orphan = true });

        Assert.Empty(run.Registry.Get(ConfigMaps, "default", "owned").Object?.Root.Items("metadata", "ownerReferences") ?? [default]);
    }

    [Fact]
    public void Admission_MayDefaultAndRefuse()
    {
        using var run = new RegistryRun(new NameTag());

        Assert.Equal("a", run.Create(ConfigMaps, """{"metadata":{"name":"a"}}""").Object?.Root.Text("data", "tag"));
        Assert.Equal("no", run.Create(ConfigMaps, """{"metadata":{"name":"refused"}}""").Refusal?.Message);
        Assert.Null(run.Registry.Get(ConfigMaps, "default", "refused").Object);
    }

    [Fact]
    public void DryRun_GivesTheObjectAndStoresNothing()
    {
        using var run = new RegistryRun();

        Assert.NotNull(run.Create(ConfigMaps, """{"metadata":{"name":"a"}}""", WriteOptions.Default with { DryRun = true }).Object);
        Assert.Equal(404, run.Registry.Get(ConfigMaps, "default", "a").Refusal?.Code);
    }

    private static long Generation(Outcome outcome) => outcome.Object?.Root.Number("metadata", "generation") ?? 0;

    private sealed class NameTag : IAdmission
    {
        public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == "configmaps";

        public V1Status? Admit(AdmissionRequest request)
        {
            request.Object.Child("data")["tag"] = request.Object.Text("metadata", "name");
            return request.Object.Text("metadata", "name") == "refused" ? new V1Status { Code = 400, Message = "no" } : null;
        }
    }
}
