namespace ModelServing.ControlPlane.Seldon;

/// <summary>The servers that come with Seldon Core: an implementation's name and a protocol give an image.</summary>
internal static class PrepackagedServers
{
    public const string Tensorflow = "TENSORFLOW_SERVER";
    public const string TensorflowImage = "tensorflow/serving:2.1.0";
    public const string HuggingFace = "HUGGINGFACE_SERVER";

    private static readonly HashSet<string> BuiltIn = ["UNKNOWN_IMPLEMENTATION", "SIMPLE_MODEL", "SIMPLE_ROUTER", "RANDOM_ABTEST", "AVERAGE_COMBINER"];

    private static readonly Dictionary<(string Implementation, string Protocol), string> Images = new()
    {
        [("SKLEARN_SERVER", "seldon")] = "seldonio/sklearnserver:1.18.0",
        [("SKLEARN_SERVER", "v2")] = "seldonio/mlserver:1.3.5-sklearn",
        [("XGBOOST_SERVER", "seldon")] = "seldonio/xgboostserver:1.18.0",
        [("XGBOOST_SERVER", "v2")] = "seldonio/mlserver:1.3.5-xgboost",
        [("MLFLOW_SERVER", "seldon")] = "seldonio/mlflowserver:1.18.0",
        [("MLFLOW_SERVER", "v2")] = "seldonio/mlserver:1.3.5-mlflow",
        [(Tensorflow, "seldon")] = "seldonio/tfserving-proxy:1.18.0",
        [(Tensorflow, "tensorflow")] = TensorflowImage,
        [("TRITON_SERVER", "v2")] = "nvcr.io/nvidia/tritonserver:21.08-py3",
        [(HuggingFace, "v2")] = "seldonio/mlserver:1.3.5-huggingface",
        [("TEMPO_SERVER", "v2")] = "seldonio/mlserver:1.3.5-slim",
    };

    /// <summary>Whether an implementation means a server: everything that is set and not built into the executor.</summary>
    public static bool IsServer(string? implementation) => !string.IsNullOrEmpty(implementation) && !BuiltIn.Contains(implementation);

    public static bool IsUnknown(string? implementation) => string.IsNullOrEmpty(implementation) || implementation == "UNKNOWN_IMPLEMENTATION";

    public static bool IsKnown(string implementation) => Images.Keys.Any(key => key.Implementation == implementation);

    public static string? Image(string implementation, string protocol) =>
        Images.GetValueOrDefault((implementation, protocol == "kfserving" ? "v2" : protocol));
}
