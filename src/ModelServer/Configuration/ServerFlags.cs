namespace ModelServing.ModelServer.Configuration;

/// <summary>The command line, with TensorFlow Serving's names and defaults.</summary>
internal sealed record ServerFlags
{
    public int Port { get; set; } = 8500;

    public string GrpcSocketPath { get; set; } = "";

    public string SslConfigFile { get; set; } = "";

    public int RestApiPort { get; set; }

    public int RestApiTimeoutInMs { get; set; } = 30_000;

    public bool RestApiEnableCorsSupport { get; set; }

    public string ModelName { get; set; } = "default";

    public string ModelBasePath { get; set; } = "";

    public string ModelConfigFile { get; set; } = "";

    public int ModelConfigFilePollWaitSeconds { get; set; }

    public bool AllowVersionLabelsForUnavailableModels { get; set; }

    public bool EnableBatching { get; set; }

    public string BatchingParametersFile { get; set; } = "";

    public bool EnablePerModelBatchingParameters { get; set; }

    public string MonitoringConfigFile { get; set; } = "";

    public bool EnableModelWarmup { get; set; } = true;

    public int NumRequestIterationsForWarmup { get; set; }

    public double FileSystemPollWaitSeconds { get; set; } = 1;

    public int MaxNumLoadRetries { get; set; } = 5;

    public long LoadRetryIntervalMicros { get; set; } = 60_000_000;

    public int NumLoadThreads { get; set; }

    public int NumUnloadThreads { get; set; }

    public string SavedModelTags { get; set; } = "serve";

    public int TensorflowSessionParallelism { get; set; }

    public int TensorflowIntraOpParallelism { get; set; }

    public int TensorflowInterOpParallelism { get; set; }

    public bool EnableSignatureMethodNameCheck { get; set; }

    public bool EnableGrpcHealthcheckService { get; set; }

    public bool EnableSerializationAsTensorContent { get; set; }

    /// <summary>Gets or sets the address to listen on; an addition, the original always listens on all.</summary>
    public string BindAddress { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets a value indicating whether the open inference routes (<c>/v2</c>) answer, too; an addition.</summary>
    public bool EnableOpenInference { get; set; } = true;

    /// <summary>Gets or sets the name that makes the process a node of the local cluster; an addition.</summary>
    public string NodeName { get; set; } = "";

    public string Kubeconfig { get; set; } = "";

    public int NodePort { get; set; }
}
