using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Testing;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.CustomResources;

public sealed class KubectlCustomResourceTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task OwnKind_IsAppliedPrintedExplainedAndDeleted()
    {
        await _kubectl.RunAsync("apply -f -", Widgets().ToJsonString());
        await _kubectl.RunAsync("wait --for=condition=Established crd/widgets.example.com --timeout=10s");
        await _kubectl.RunAsync("apply -f -", Widget("a", """{"size":3,"color":"blue"}""").ToJsonString());
        await _kubectl.RunAsync("patch wd a --subresource=status --type=merge -p '{\"status\":{\"conditions\":[{\"type\":\"Other\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}'");

        var narrow = (await _kubectl.RunAsync("get wd")).Split('\n');
        var wide = (await _kubectl.RunAsync("get widget -o wide")).Split('\n');
        var error = await _kubectl.FailAsync("apply --validate=strict -f -", Widget("b", """{"size":1,"foo":1}""").ToJsonString());

        Assert.Matches("^NAME +SIZE +READY +AGE$", narrow[0]);
        Assert.Matches("^a +3 +True +[0-9]+s$", narrow[1]);
        Assert.Matches("^NAME +SIZE +READY +COLOR +AGE$", wide[0]);
        Assert.Contains("strict decoding error: unknown field \"spec.foo\"", error, StringComparison.Ordinal);
        Assert.Contains("widget.example.com/a", await _kubectl.RunAsync("get all -o name"), StringComparison.Ordinal);
        Assert.Matches("size\t<integer> -required-\n", await _kubectl.RunAsync("explain widget.spec --recursive"));
        Assert.Matches("size\t<integer> -required-\n", await _kubectl.RunAsync("explain widget.spec --output=plaintext-openapiv2"));
        Assert.Contains("widget.example.com/a scaled", await _kubectl.RunAsync("scale wd/a --replicas=4"), StringComparison.Ordinal);
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io \"widgets.example.com\" deleted\n", await _kubectl.RunAsync("delete crd widgets.example.com"));
        Assert.Contains("NotFound", await _kubectl.FailAsync("get --raw /apis/example.com/v1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RealDefinitions_ApplyOverTheBuiltInKinds()
    {
        var folder = RepositoryPaths.InSharedData("crds");
        await _kubectl.RunAsync("apply -f -", Samples.InferenceService("before"));

        var applied = await _kubectl.RunAsync($"apply -f {folder}");

        Assert.Equal(8, applied.Split('\n').Count(line => line.EndsWith(" created", StringComparison.Ordinal) && line.StartsWith("customresourcedefinition", StringComparison.Ordinal)));
        Assert.Contains("inferenceservice.serving.kserve.io/before", await _kubectl.RunAsync("get isvc -o name"), StringComparison.Ordinal);
        Assert.Matches("name\t<string> -required-\n", await _kubectl.RunAsync("explain isvc.spec.predictor.model.modelFormat"));
        Assert.Contains("unchanged", await _kubectl.RunAsync($"apply -f {Path.Combine(folder, "kserve-v0.20-inferenceservices.yaml")}"), StringComparison.Ordinal);
        var error = await _kubectl.FailAsync("apply -f -", """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata:
              name: x
            spec:
              predictor:
                model:
                  modelFormat:
                    version: "1"
                  storageUri: gs://bucket/model
            """);
        Assert.Contains("The InferenceService \"x\" is invalid: spec.predictor.model.modelFormat.name: Required value", error, StringComparison.Ordinal);
    }
}
