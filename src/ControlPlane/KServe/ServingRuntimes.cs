namespace ModelServing.ControlPlane.KServe;

/// <summary>The runtimes that every KServe installation comes with.</summary>
internal static class ServingRuntimes
{
    private const string Release = "v0.20.0";

    private static readonly string[] V1AndV2 = ["v1", "v2"];

    private static readonly string[] PythonServer = ["--model_name={{.Name}}", "--model_dir=/mnt/models", "--http_port=8080"];

    public static IReadOnlyList<ServingRuntime> Default { get; } =
    [
        new("kserve-tensorflow-serving", "tensorflow/serving:2.6.2", ["v1", "grpc-v1"], [new("tensorflow", "1", 2), new("tensorflow", "2", 2)])
        {
            Command = ["/usr/bin/tensorflow_model_server"],
            Args = ["--model_name={{.Name}}", "--port=9000", "--rest_api_port=8080", "--model_base_path=/mnt/models", "--rest_api_timeout_in_ms=60000"],
        },
        Python("sklearnserver", new RuntimeFormat("sklearn", "1")),
        Python("xgbserver", new RuntimeFormat("xgboost", "2"), "--nthread=1"),
        Python("lgbserver", new RuntimeFormat("lightgbm", "4"), "--nthread=1"),
        Python("paddleserver", new RuntimeFormat("paddle", "2")),
        Python("autogluonserver", new RuntimeFormat("autogluon", "1")),
        new("kserve-pmmlserver", $"kserve/pmmlserver:{Release}", V1AndV2, [new("pmml", "3"), new("pmml", "4")]) { Args = PythonServer },
        new(
            "kserve-predictiveserver",
            $"kserve/predictiveserver:{Release}",
            V1AndV2,
            [new("sklearn", "1", 3, AutoSelect: false), new("xgboost", "2", 3, AutoSelect: false), new("lightgbm", "4", 3, AutoSelect: false)])
        {
            Args = [.. PythonServer, "--framework={{.Annotations.modelFormat}}", "--nthread=1"],
        },
        new("kserve-mlserver", "docker.io/seldonio/mlserver:1.5.0", ["v2"], [.. MlServerFormats()])
        {
            Env = new Dictionary<string, string>
            {
                ["MLSERVER_MODEL_IMPLEMENTATION"] = "{{.Labels.modelClass}}",
                ["MLSERVER_HTTP_PORT"] = "8080",
                ["MLSERVER_GRPC_PORT"] = "9000",
            },
        },
        new("kserve-tritonserver", "nvcr.io/nvidia/tritonserver:23.05-py3", ["v2", "grpc-v2"], [.. TritonFormats()])
        {
            Args = ["tritonserver", "--model-store=/mnt/models", "--grpc-port=9000", "--http-port=8080", "--allow-grpc=true", "--allow-http=true"],
        },
        new("kserve-torchserve", "pytorch/torchserve-kfs:0.9.0", ["v1", "v2", "grpc-v2"], [new("pytorch", "1", 2)])
        {
            Args = ["torchserve", "--start", "--model-store=/mnt/models/model-store", "--ts-config=/mnt/models/config/config.properties"],
            Env = new Dictionary<string, string> { ["TS_SERVICE_ENVELOPE"] = "{{.Labels.serviceEnvelope}}" },
        },
        new("kserve-huggingfaceserver", $"kserve/huggingfaceserver:{Release}", ["v2", "v1"], [new("huggingface", "1")])
        {
            Args = ["--model_name={{.Name}}"],
        },
        new("kserve-huggingfaceserver-multinode", $"kserve/huggingfaceserver:{Release}-gpu", ["v2", "v1"], [new("huggingface", "1", 2)])
        {
            Args = ["--model_name={{.Name}}"],
            MultiNode = true,
        },
        new("kserve-vllmserver", "vllm/vllm-openai:latest", [], [new("vLLM", "1")])
        {
            Command = ["python", "-m", "vllm.entrypoints.openai.api_server"],
            Args = ["--port=8080", "--served-model-name={{.Name}}", "--model=/mnt/models"],
        },
    ];

    private static ServingRuntime Python(string server, RuntimeFormat format, params string[] more) =>
        new($"kserve-{server}", $"kserve/{server}:{Release}", V1AndV2, [format]) { Args = [.. PythonServer, .. more] };

    private static IEnumerable<RuntimeFormat> MlServerFormats() =>
    [
        new("sklearn", "0", 2), new("sklearn", "1", 2),
        new("xgboost", "1", 2), new("xgboost", "2", 2),
        new("lightgbm", "3", 2), new("lightgbm", "4", 2),
        new("mlflow", "1"), new("mlflow", "2"),
    ];

    private static IEnumerable<RuntimeFormat> TritonFormats() =>
    [
        new("tensorrt", "8"), new("tensorflow", "1"), new("tensorflow", "2"), new("onnx", "1"),
        new("pytorch", "1", null, AutoSelect: false), new("triton", "2"),
    ];
}
