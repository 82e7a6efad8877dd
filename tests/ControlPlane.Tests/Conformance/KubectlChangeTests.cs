using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Conformance;

/// <summary>Commands that change an object, and what they say of changes that cannot be made.</summary>
public sealed class KubectlChangeTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Set_ChangesTheTemplate()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("set"));

        Assert.Equal("deployment.apps/set image updated\n", await _kubectl.RunAsync("set image deployment/set main=x:2"));
        Assert.Equal("deployment.apps/set env updated\n", await _kubectl.RunAsync("set env deployment/set -c main A=b C=d"));
        Assert.Equal("deployment.apps/set env updated\n", await _kubectl.RunAsync("set env deployment/set -c main A-"));
        Assert.Equal("deployment.apps/set resource requirements updated\n", await _kubectl.RunAsync("set resources deployment/set -c=main --limits=cpu=200m,memory=512Mi --requests=cpu=100m"));
        Assert.Equal("deployment.apps/set serviceaccount updated\n", await _kubectl.RunAsync("set serviceaccount deployment/set bot"));

        Assert.Equal("x:2 [{\"name\":\"C\",\"value\":\"d\"}] {\"limits\":{\"cpu\":\"200m\",\"memory\":\"512Mi\"},\"requests\":{\"cpu\":\"100m\"}} bot", await _kubectl.RunAsync(
            "get deployment set -o 'jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env} {.spec.template.spec.containers[0].resources} {.spec.template.spec.serviceAccountName}'"));
    }

    [Fact]
    public async Task LabelAndAnnotate_OverwriteOnlyWhenTold()
    {
        await _kubectl.RunAsync("create configmap marked");

        Assert.Equal("configmap/marked annotated\n", await _kubectl.RunAsync("annotate configmap marked note=a"));
        Assert.Contains("--overwrite is false but found the following declared annotation(s): 'note' already has a value (a)", await _kubectl.FailAsync("annotate configmap marked note=b"), StringComparison.Ordinal);
        Assert.Equal("configmap/marked labeled\n", await _kubectl.RunAsync("label configmap marked a=b c=d"));
        Assert.Equal("configmap/marked unlabeled\n", await _kubectl.RunAsync("label configmap marked a-"));
        Assert.Contains("the object has been modified; please apply your changes to the latest version and try again", await _kubectl.FailAsync("label configmap marked x=y --resource-version=1"), StringComparison.Ordinal);
        Assert.Contains("is invalid: metadata.labels: Invalid value: \"b c\"", await _kubectl.FailAsync("patch configmap marked --type=merge -p '{\"metadata\":{\"labels\":{\"a\":\"b c\"}}}'"), StringComparison.Ordinal);
        Assert.Equal("{\"c\":\"d\"}", await _kubectl.RunAsync("get configmap marked -o 'jsonpath={.metadata.labels}'"));
    }

    [Fact]
    public async Task Edit_SendsWhatTheEditorChanged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the editor is a shell script");
        await _kubectl.RunAsync("create configmap edited --from-literal=a=b");
        var editor = new Kubectl(api) { Variables = { ["EDITOR"] = Script("editor", "sed -i 's/a: b/a: edited/' \"$1\"") } };

        Assert.Equal("configmap/edited edited\n", await editor.RunAsync("edit configmap edited"));
        Assert.Equal("edited", await _kubectl.RunAsync("get configmap edited -o 'jsonpath={.data.a}'"));
        var (code, _, error) = await editor.TryAsync("edit configmap edited", null);
        Assert.Equal((0, "Edit cancelled, no changes made.\n"), (code, error));
    }

    [Fact]
    public async Task Edit_BrokenObject_IsShownAgainWithTheReason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the editor is a shell script");
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("reopened"));
        var seen = Path.Combine(api.Folder, "seen");
        var editor = new Kubectl(api) { Variables = { ["EDITOR"] = Script("twice", $"if [ -f {seen} ]; then cp \"$1\" {seen}.again; else touch {seen}; sed -i 's/replicas: 2/replicas: -2/' \"$1\"; fi") } };

        await editor.TryAsync("edit deployment reopened", null);

        Assert.Contains("# deployments.apps \"reopened\" was not valid:\n# * spec.replicas: Invalid value: -2: must be greater than or equal to 0\n", await File.ReadAllTextAsync($"{seen}.again", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--type=json -p '[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":9}]'", "The request is invalid: patch: testing path /spec/replicas failed")]
    [InlineData("--type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/nope\"}]'", "The request is invalid: patch: remove operation does not apply: doc is missing path: /spec/nope")]
    [InlineData("-p '{\"spec\":{\"replicas\":\"x\"}}'", "The request is invalid: patch: Invalid value: \"map[spec:map[replicas:x]]\": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("-p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"image\":\"x\"}]}}}}'", "map: map[image:x] does not contain declared merge key: name")]
    [InlineData("--type=merge -p '{\"spec\":{\"replicas\":-1}}'", "The Deployment \"patched\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("--subresource=scale --type=merge -p '{\"spec\":{\"replicas\":-1}}'", "is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("--type=merge -p '{\"metadata\":{\"name\":\"other\"}}'", "the name of the object (other) does not match the name on the URL (patched)")]
    public async Task Patch_ThatCannotBeApplied_SaysWhy(string patch, string expected)
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("patched"));

        Assert.Contains(expected, await _kubectl.FailAsync($"patch deployment patched {patch}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_MergedIntoAWrongType_ShowsTheResult()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("merged"));

        Assert.Matches("^The request is invalid: patch: Invalid value: \"{.*\\\\\"replicas\\\\\":\\\\\"x\\\\\".*}\": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32\n$",
            await _kubectl.FailAsync("patch deployment merged --type=merge -p '{\"spec\":{\"replicas\":\"x\"}}'"));
    }

    [Fact]
    public async Task Subresources_ArePatchedAndRead()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("parts"));

        Assert.Equal("scale.autoscaling/parts patched\n", await _kubectl.RunAsync("patch deployment parts --subresource=scale --type=merge -p '{\"spec\":{\"replicas\":4}}'"));
        Assert.Equal("deployment.apps/parts patched\n", await _kubectl.RunAsync("patch deployment parts --subresource=status --type=merge -p '{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":3}}'"));
        Assert.Equal("4 3 app=parts", await _kubectl.RunAsync("get deployment parts --subresource=scale -o 'jsonpath={.spec.replicas} {.status.replicas} {.status.selector}'"));
        Assert.Equal("deployment.apps/parts scaled\n", await _kubectl.RunAsync("scale deployment parts --replicas=1 --current-replicas=4"));
        Assert.Contains("Expected replicas to be 7, was 1", await _kubectl.FailAsync("scale deployment parts --replicas=2 --current-replicas=7"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_OnTheServer_ChangesNothing()
    {
        await _kubectl.RunAsync("create configmap dry --from-literal=a=b");
        var before = await _kubectl.RunAsync("get configmap dry -o 'jsonpath={.metadata.resourceVersion}'");

        Assert.Equal("configmap/wet created (server dry run)\n", await _kubectl.RunAsync("create configmap wet --dry-run=server"));
        Assert.Contains("configmaps \"dry\" already exists", await _kubectl.FailAsync("create configmap dry --dry-run=server"), StringComparison.Ordinal);
        Assert.Equal("configmap/dry labeled (server dry run)\n", await _kubectl.RunAsync("label configmap dry a=b --dry-run=server"));
        Assert.Equal("configmap \"dry\" deleted (server dry run)\n", await _kubectl.RunAsync("delete configmap dry --dry-run=server"));

        Assert.Equal(before, await _kubectl.RunAsync("get configmap dry -o 'jsonpath={.metadata.resourceVersion}'"));
        Assert.Contains("not found", await _kubectl.FailAsync("get configmap wet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_SelectsCascadesAndWaits()
    {
        await _kubectl.RunAsync("create namespace deletions");
        foreach (var name in (string[])["a", "b", "c", "owner"])
        {
            await _kubectl.RunAsync($"create configmap {name} -n deletions");
        }

        await _kubectl.RunAsync("label configmap a b -n deletions group=first");
        var uid = await _kubectl.RunAsync("get configmap owner -n deletions -o 'jsonpath={.metadata.uid}'");
        await _kubectl.RunAsync($"patch configmap c -n deletions --type=merge -p '{{\"metadata\":{{\"ownerReferences\":[{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\"{uid}\"}}]}}}}'");

        Assert.Equal("configmap \"a\" deleted\nconfigmap \"b\" deleted\n", await _kubectl.RunAsync("delete configmap -n deletions -l group=first"));
        Assert.Equal("configmap \"owner\" deleted\n", await _kubectl.RunAsync("delete configmap owner -n deletions --cascade=orphan"));
        Assert.Equal("", await _kubectl.RunAsync("get configmap c -n deletions -o 'jsonpath={.metadata.ownerReferences}'"));
        Assert.Equal("configmap \"c\" deleted\n", await _kubectl.RunAsync("delete configmap --all -n deletions --cascade=foreground"));
        Assert.Contains("configmaps \"c\" not found", await _kubectl.FailAsync("delete configmap c -n deletions"), StringComparison.Ordinal);
        Assert.Equal("", await _kubectl.RunAsync("delete configmap c -n deletions --ignore-not-found"));
    }

    private string Script(string name, string text)
    {
        var path = Path.Combine(api.Folder, $"{name}.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
