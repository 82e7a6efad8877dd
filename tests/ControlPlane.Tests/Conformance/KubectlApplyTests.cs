using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Conformance;

/// <summary>Manifests in folders and sets: what is told apart, taken away and left alone.</summary>
public sealed class KubectlApplyTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Prune_BySelector_DeletesWhatTheFolderLost()
    {
        var folder = Folder("prune", ("a.yaml", Manifest("pruned-a", "pruned")), ("b.yaml", Manifest("pruned-b", "pruned")));
        await _kubectl.RunAsync("create configmap bystander --from-literal=a=b");
        Assert.Equal("configmap/pruned-a created\nconfigmap/pruned-b created\n", await _kubectl.RunAsync($"apply -f {folder} --prune -l set=pruned"));
        File.Delete(Path.Combine(folder, "b.yaml"));

        Assert.Equal("configmap/pruned-a unchanged (server dry run)\nconfigmap/pruned-b pruned (server dry run)\n", await _kubectl.RunAsync($"apply -f {folder} --prune -l set=pruned --dry-run=server"));
        Assert.Equal("configmap/pruned-a unchanged\nconfigmap/pruned-b pruned\n", await _kubectl.RunAsync($"apply -f {folder} --prune -l set=pruned"));
        Assert.Equal("configmap/bystander\n", await _kubectl.RunAsync("get configmap bystander -o name"));
    }

    [Fact]
    public async Task Prune_ByApplySet_KeepsItsMembersInItsParent()
    {
        var kubectl = new Kubectl(api) { Variables = { ["KUBECTL_APPLYSET"] = "true" } };
        var folder = Folder("applyset", ("a.yaml", Manifest("member-a", "x")));
        Assert.Contains("configmap/member-a created", await kubectl.RunAsync($"apply -f {folder} --prune --applyset=configmaps/set -n default"), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "a.yaml"));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.yaml"), Manifest("member-b", "x"), TestContext.Current.CancellationToken);

        Assert.Equal("configmap/member-b created\nconfigmap/member-a pruned\n", await kubectl.RunAsync($"apply -f {folder} --prune --applyset=configmaps/set -n default"));
        Assert.StartsWith("applyset-", await kubectl.RunAsync("get configmap set -o 'jsonpath={.metadata.labels.applyset\\.kubernetes\\.io/id}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kustomization_IsAppliedReadAndDeleted()
    {
        var folder = Folder("kustomization",
            ("kustomization.yaml", "namePrefix: kus-\nresources: [plain.yaml]\nconfigMapGenerator:\n- name: made\n  literals: [a=b]\n"), ("plain.yaml", Manifest("plain", "x")));

        Assert.Matches("^configmap/kus-made-[a-z0-9]+ created\nconfigmap/kus-plain created\n$", await _kubectl.RunAsync($"apply -k {folder}"));
        Assert.Matches("^configmap/kus-made-[a-z0-9]+\nconfigmap/kus-plain\n$", await _kubectl.RunAsync($"get -k {folder} -o name"));
        Assert.Matches("^configmap \"kus-made-[a-z0-9]+\" deleted\nconfigmap \"kus-plain\" deleted\n$", await _kubectl.RunAsync($"delete -k {folder}"));
    }

    [Fact]
    public async Task Diff_ShowsWhatAnApplyWouldChange()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("differing"));

        var same = await _kubectl.TryAsync("diff -f -", Samples.Deployment("differing"));
        var other = await _kubectl.TryAsync("diff -f -", Samples.Deployment("differing", image: "other", withSidecar: false));

        Assert.Equal((0, ""), (same.Code, same.Output));
        Assert.Equal(1, other.Code);
        var changes = other.Output.Split('\n').Where(line => line is ['+' or '-', not ('+' or '-'), ..]).ToList();
        Assert.Equal(
            ["-  generation: 1", "+  generation: 2", "-      - image: tensorflow/serving", "+      - image: other", "-      - image: other", "-        imagePullPolicy: Always", "-        name: sidecar", "-        resources: {}"],
            changes.Take(8));
        Assert.Equal("1", await _kubectl.RunAsync("get deployment differing -o 'jsonpath={.metadata.generation}'"));
    }

    [Fact]
    public async Task Replace_PutsTheManifestInPlace()
    {
        Assert.Contains("deployments.apps \"replaced\" not found", await _kubectl.FailAsync("replace -f -", Samples.Deployment("replaced")), StringComparison.Ordinal);
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("replaced"));
        await _kubectl.RunAsync("label deployment replaced kept=no");
        var before = await _kubectl.RunAsync("get deployment replaced -o 'jsonpath={.metadata.uid}'");

        Assert.Equal("deployment.apps/replaced replaced\n", await _kubectl.RunAsync("replace -f -", Samples.Deployment("replaced")));
        Assert.Equal($"{before} {{\"app\":\"replaced\"}}", await _kubectl.RunAsync("get deployment replaced -o 'jsonpath={.metadata.uid} {.metadata.labels}'"));
        Assert.Equal("deployment.apps \"replaced\" deleted\ndeployment.apps/replaced replaced\n", await _kubectl.RunAsync("replace --force -f -", Samples.Deployment("replaced")));
        Assert.NotEqual(before, await _kubectl.RunAsync("get deployment replaced -o 'jsonpath={.metadata.uid}'"));
    }

    [Theory]
    [InlineData("replicas: 2", "replicas: two", "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("replicas: 2", "replicas: 3000000000", "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("replicas: 2", "replicas: -1", "The Deployment \"bad\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("replicas: 2", "replcas: 2", "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.replcas\"")]
    [InlineData("image: tensorflow/serving", "image: [a]", "json: cannot unmarshal array into Go struct field Container.spec.template.spec.containers.image of type string")]
    public async Task Create_BrokenManifest_IsRefusedInUpstreamsWords(string good, string bad, string expected)
    {
        var error = await _kubectl.FailAsync("create -f -", Samples.Deployment("bad").Replace(good, bad, StringComparison.Ordinal));

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownField_OfABuiltInKind_IsWarnedAboutAndDropped()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("dropped"));

        var (code, output, error) = await _kubectl.TryAsync("patch deployment dropped -p '{\"spec\":{\"foo\":1}}'", null);

        Assert.Equal((0, "deployment.apps/dropped patched (no change)\n", "Warning: unknown field \"spec.foo\"\n"), (code, output, error));
        Assert.Equal("", await _kubectl.RunAsync("get deployment dropped -o 'jsonpath={.spec.foo}'"));
    }

    private static string Manifest(string name, string set) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, labels: {{set: {set}}}}}\ndata: {{x: '1'}}\n";

    private string Folder(string name, params (string File, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(api.Folder, name)).FullName;
        foreach (var (file, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
        }

        return folder;
    }
}
