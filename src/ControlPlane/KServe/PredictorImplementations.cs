using k8s.Models;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>The ways to say what a predictor runs, of which exactly one may be used.</summary>
internal static class PredictorImplementations
{
    private const string Known = "Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec";

    /// <summary>The models of the predictor, with the field each stands in.</summary>
    public static IEnumerable<(string Field, PredictorModel Model)> Models(PredictorSpec? predictor)
    {
        (string Field, PredictorModel? Model)[] all =
        [
            ("sklearn", predictor?.SKLearn), ("xgboost", predictor?.XGBoost), ("tensorflow", predictor?.Tensorflow), ("pytorch", predictor?.PyTorch),
            ("triton", predictor?.Triton), ("onnx", predictor?.Onnx), ("huggingface", predictor?.HuggingFace), ("pmml", predictor?.Pmml),
            ("lightgbm", predictor?.LightGbm), ("paddle", predictor?.Paddle), ("model", predictor?.Model),
        ];
        foreach (var (field, model) in all)
        {
            if (model is not null)
            {
                yield return (field, model);
            }
        }
    }

    public static IEnumerable<V1Container> Containers(PredictorSpec? predictor) =>
        Models(predictor).Select(pair => (V1Container)pair.Model).Concat(predictor?.Containers ?? []);

    /// <summary>The message when none or several are used: KServe's own, then a line that says what was found.</summary>
    public static string? ExactlyOne(PredictorSpec predictor)
    {
        // A model may stand beside containers: that is how a transformer shares the model's pod.
        var models = Models(predictor).Select(pair => pair.Field).ToList();
        var custom = predictor.Containers is { Count: > 0 };
        if (models.Count == 1 || (models.Count == 0 && custom))
        {
            return null;
        }

        var found = models.Select(field => $"predictor.{field}").Concat(custom ? ["predictor.containers"] : []).ToList();
        var hint = found.Count == 0
            ? "found none: set spec.predictor.model with modelFormat and storageUri, or spec.predictor.containers"
            : $"found {string.Join(" and ", found)}: keep one";
        return $"exactly one of [{Known}] must be specified in PredictorSpec\n{hint}";
    }
}
