using k8s;
using ModelServing.ControlPlane.KServe;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class PredictorTemplateTests
{
    [Fact]
    public void Build_TensorflowModel_StartsTheServerOnTheInitializersFolder()
    {
        var spec = Build("""{"serviceAccountName":"sa","timeout":30,"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/m","args":["--model_name=production_model"],"runtimeVersion":"2.14.0","env":[{"name":"A","value":"b"}]}}""");

        var main = Assert.Single(spec.Containers);
        Assert.Equal(("kserve-container", "tensorflow/serving:2.14.0"), (main.Name, main.Image));
        Assert.Equal(
            ["--model_name=digits", "--port=9000", "--rest_api_port=8080", "--model_base_path=/mnt/models", "--rest_api_timeout_in_ms=60000", "--model_name=production_model"],
            main.Args);
        Assert.Equal(["INFERENCE_SERVICE_NAME=digits", "A=b"], main.Env.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal((8080, "http1"), (main.Ports[0].ContainerPort, main.Ports[0].Name));
        Assert.Equal("/mnt/models", Assert.Single(main.VolumeMounts).MountPath);
        var init = Assert.Single(spec.InitContainers);
        Assert.Equal(["gs://b/m", "/mnt/models"], init.Args);
        Assert.Equal(("storage-initializer", "kserve/storage-initializer:v0.20.0"), (init.Name, init.Image));
        Assert.Equal(("sa", 30L, 0L), (spec.ServiceAccountName, spec.TimeoutSeconds, spec.ContainerConcurrency));
    }

    [Fact]
    public void DuplicateMount_UserMountsTheModelsFolderToo_IsNamed()
    {
        var spec = Build("""{"volumes":[{"name":"v"}],"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/m","volumeMounts":[{"name":"v","mountPath":"/mnt/models"}]}}""");

        Assert.Equal(
            "spec.template.spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/mnt/models\": must be unique",
            PredictorTemplate.DuplicateMount(spec));
    }

    [Theory]
    [InlineData("""{"canaryTrafficPercent":10,"minReplicas":2,"maxReplicas":9,"scaleTarget":5,"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/1"}}""", true)]
    [InlineData("""{"annotations":{"autoscaling.knative.dev/target":"3"},"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/1"}}""", true)]
    [InlineData("""{"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/2"}}""", false)]
    [InlineData("""{"containerConcurrency":4,"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/1"}}""", false)]
    [InlineData("""{"labels":{"team":"x"},"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/1"}}""", false)]
    [InlineData("""{"tensorflow":{"storageUri":"gs://b/1"}}""", true)]
    public void Template_Edit_ChangesOnlyWithWhatThePodIsMadeOf(string edited, bool same)
    {
        const string original = """{"model":{"modelFormat":{"name":"tensorflow"},"storageUri":"gs://b/1"}}""";

        Assert.Equal(same, Template(original) == Template(edited));
    }

    private static string Template(string predictor) => RevisionDescription.Template(Service(predictor), Build(predictor));

    private static RevisionSpec Build(string predictor)
    {
        var service = Service(predictor);
        Assert.True(RuntimeSelection.TrySelect(service.Spec!.Predictor!.Model!, ServingRuntimes.Default, out var runtime, out _)); // the cases have models
        return PredictorTemplate.Build(service, runtime);
    }

    private static InferenceService Service(string predictor) => InferenceServiceDefaulter.Default(KubernetesJson.Deserialize<InferenceService>(
        $$"""{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"digits","namespace":"ml"},"spec":{"predictor":{{predictor}} } }"""));
}
