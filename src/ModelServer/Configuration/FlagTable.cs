using System.Globalization;

namespace ModelServing.ModelServer.Configuration;

/// <summary>Every flag the server knows.</summary>
internal static class FlagTable
{
    public static IReadOnlyList<Flag> Flags { get; } =
    [
        Int("port", "gRPC port; 0 switches gRPC off (8500)", (flags, value) => flags.Port = value),
        Text("grpc_socket_path", "Unix socket that answers gRPC, too", (flags, value) => flags.GrpcSocketPath = value),
        Text("ssl_config_file", "text-format SSLConfig: TLS on the gRPC port", (flags, value) => flags.SslConfigFile = value),
        Int("rest_api_port", "REST port; 0 switches REST off (0)", (flags, value) => flags.RestApiPort = value),
        Int("rest_api_timeout_in_ms", "longest time a model may run for a REST request; 0: any (30000)", (flags, value) => flags.RestApiTimeoutInMs = value),
        Bool("rest_api_enable_cors_support", "add CORS headers to REST answers", (flags, value) => flags.RestApiEnableCorsSupport = value),
        Text("model_name", "name of the one model; ignored with --model_config_file (default)", (flags, value) => flags.ModelName = value),
        Text("model_base_path", "folder whose numeric sub-folders are the model's versions", (flags, value) => flags.ModelBasePath = value),
        Text("model_config_file", "text-format ModelServerConfig that lists the models", (flags, value) => flags.ModelConfigFile = value),
        Int("model_config_file_poll_wait_seconds", "re-read that file this often; 0: only at start (0)", (flags, value) => flags.ModelConfigFilePollWaitSeconds = value),
        Bool("allow_version_labels_for_unavailable_models", "let new labels point to versions that do not serve yet", (flags, value) => flags.AllowVersionLabelsForUnavailableModels = value),
        Bool("enable_batching", "put concurrent requests together", (flags, value) => flags.EnableBatching = value),
        Text("batching_parameters_file", "text-format BatchingParameters; needs --enable_batching", (flags, value) => flags.BatchingParametersFile = value),
        Bool("enable_per_model_batching_parameters", "batch only versions that bring a batching_params.pbtxt, by its parameters", (flags, value) => flags.EnablePerModelBatchingParameters = value),
        Text("monitoring_config_file", "text-format MonitoringConfig: the Prometheus page", (flags, value) => flags.MonitoringConfigFile = value),
        Bool("enable_model_warmup", "run a version's recorded requests, or made-up ones, before it serves (true)", (flags, value) => flags.EnableModelWarmup = value),
        Int("num_request_iterations_for_warmup", "how often each recorded request runs; 0: once (0)", (flags, value) => flags.NumRequestIterationsForWarmup = value),
        Real("file_system_poll_wait_seconds", "look for versions this often; 0: only at start, negative: never (1)", (flags, value) => flags.FileSystemPollWaitSeconds = value),
        Int("max_num_load_retries", "tries after a failed load (5)", (flags, value) => flags.MaxNumLoadRetries = value),
        Long("load_retry_interval_micros", "time between them (60000000)", (flags, value) => flags.LoadRetryIntervalMicros = value),
        Int("num_load_threads", "loads at the same time; 0: four for each processor (0)", (flags, value) => flags.NumLoadThreads = value),
        Int("num_unload_threads", "unloads at the same time; 0: no limit (0)", (flags, value) => flags.NumUnloadThreads = value),
        Text("saved_model_tags", "tags of the graph to load (serve)", (flags, value) => flags.SavedModelTags = value),
        Int("tensorflow_session_parallelism", "threads of a model run (0: as many as processors)", (flags, value) => flags.TensorflowSessionParallelism = value),
        Int("tensorflow_intra_op_parallelism", "threads inside one operation", (flags, value) => flags.TensorflowIntraOpParallelism = value),
        Int("tensorflow_inter_op_parallelism", "operations at the same time", (flags, value) => flags.TensorflowInterOpParallelism = value),
        Bool("enable_signature_method_name_check", "refuse calls that a signature's own method_name does not fit", (flags, value) => flags.EnableSignatureMethodNameCheck = value),
        Bool("enable_grpc_healthcheck_service", "serve grpc.health.v1", (flags, value) => flags.EnableGrpcHealthcheckService = value),
        Bool("enable_serialization_as_tensor_content", "answer gRPC with raw tensor content", (flags, value) => flags.EnableSerializationAsTensorContent = value),
        Text("bind_address", "address to listen on (127.0.0.1)", (flags, value) => flags.BindAddress = value),
        Bool("enable_open_inference", "answer the open inference protocol under /v2, too (true)", (flags, value) => flags.EnableOpenInference = value),
        Text("node_name", "be a node of the local cluster, under this name", (flags, value) => flags.NodeName = value),
        Text("kubeconfig", "how the node reaches its API server", (flags, value) => flags.Kubeconfig = value),
        Int("node_port", "port of the node's own endpoints; 0: any (0)", (flags, value) => flags.NodePort = value),
        Ignored("rest_api_num_threads", "requests share the runtime's thread pool"),
        Ignored("grpc_max_threads", "requests share the runtime's thread pool"),
        Ignored("grpc_channel_arguments", "the gRPC stack is another one"),
        Ignored("flush_filesystem_caches", "files are not kept open"),
        Ignored("prefer_tflite_model", "models run on ONNX Runtime"),
        Ignored("num_tflite_pools", "models run on ONNX Runtime"),
        Ignored("num_tflite_interpreters_per_pool", "models run on ONNX Runtime"),
        Ignored("tensorflow_session_config_file", "models run on ONNX Runtime; threads are set by flags"),
        Ignored("mixed_precision", "models run on ONNX Runtime"),
        Ignored("xla_cpu_compilation_enabled", "models run on ONNX Runtime"),
        Ignored("xla_gpu_compilation_enabled", "models run on ONNX Runtime"),
        Ignored("per_process_gpu_memory_fraction", "no GPU is used"),
        Ignored("platform_config_file", "the platform is fixed"),
        Ignored("thread_pool_factory_config_file", "the runtime's thread pool is used"),
        Ignored("enable_profiler", "use the traces instead"),
        Ignored("remove_unused_fields_from_bundle_metagraph", "they are never kept"),
        Ignored("use_alts_credentials", "ALTS needs Google's cloud"),
        Ignored("skip_initialize_tpu", "no TPU is used"),
    ];

    private static Flag Text(string name, string description, Action<ServerFlags, string> set) => new(name, "string", description, (flags, value) =>
    {
        set(flags, value);
        return true;
    });

    private static Flag Bool(string name, string description, Action<ServerFlags, bool> set) => new(name, "bool", description, (flags, value) =>
    {
        var isTrue = value is "true" or "1" or "True" or "TRUE" or "";
        set(flags, isTrue);
        return isTrue || value is "false" or "0" or "False" or "FALSE";
    });

    private static Flag Int(string name, string description, Action<ServerFlags, int> set) => new(name, "int32", description, (flags, value) =>
    {
        var fits = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        set(flags, number);
        return fits;
    });

    private static Flag Long(string name, string description, Action<ServerFlags, long> set) => new(name, "int64", description, (flags, value) =>
    {
        var fits = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        set(flags, number);
        return fits;
    });

    private static Flag Real(string name, string description, Action<ServerFlags, double> set) => new(name, "double", description, (flags, value) =>
    {
        var fits = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        set(flags, number);
        return fits;
    });

    private static Flag Ignored(string name, string why) => new(name, "ignored", why, static (_, _) => true) { IsIgnored = true };
}
