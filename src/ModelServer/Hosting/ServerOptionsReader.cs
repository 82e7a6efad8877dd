using System.Diagnostics.CodeAnalysis;
using System.Net;
using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Versions;
using ModelServing.ModelServer.Warmup;

namespace ModelServing.ModelServer.Hosting;

/// <summary>Turns flags, and the files they name, into options.</summary>
internal static class ServerOptionsReader
{
    private const string DefaultMetricsPath = "/monitoring/prometheus/metrics";

    public static bool TryRead(ServerFlags flags, [NotNullWhen(true)] out ServerOptions? options, [NotNullWhen(false)] out string? error)
    {
        options = null;
        error = Check(flags);
        if (error is not null || !TryReadModels(flags, out var models, out error) || !TryReadMetricsPath(flags, out var metricsPath, out error)
            || !TryReadBatching(flags, out var batching, out error)
            || !TryReadTls(flags, out var tls, out error))
        {
            error ??= "the options cannot be read";
            return false;
        }

        options = new ServerOptions
        {
            Address = IPAddress.Parse(flags.BindAddress),
            RestPort = flags.RestApiPort == 0 || flags.RestApiPort == flags.Port ? null : flags.RestApiPort,
            GrpcPort = flags.Port == 0 ? null : flags.Port,
            GrpcSocketPath = flags.GrpcSocketPath.Length == 0 ? null : flags.GrpcSocketPath,
            GrpcTls = tls,
            PortsCollide = flags.RestApiPort != 0 && flags.RestApiPort == flags.Port,
            Models = models,
            ModelConfigFile = flags.ModelConfigFile.Length == 0 ? null : flags.ModelConfigFile,
            ModelConfigPoll = TimeSpan.FromSeconds(flags.ModelConfigFilePollWaitSeconds),
            FileSystemPoll = TimeSpan.FromSeconds(flags.FileSystemPollWaitSeconds),
            RunTimeout = flags.RestApiTimeoutInMs > 0 ? TimeSpan.FromMilliseconds(flags.RestApiTimeoutInMs) : Timeout.InfiniteTimeSpan,
            EnableCors = flags.RestApiEnableCorsSupport,
            AllowUnavailableLabels = flags.AllowVersionLabelsForUnavailableModels,
            TensorContent = flags.EnableSerializationAsTensorContent,
            GrpcHealth = flags.EnableGrpcHealthcheckService,
            OpenInference = flags.EnableOpenInference,
            MetricsPath = metricsPath,
            Batching = batching,
            Warmup = flags.EnableModelWarmup ? new WarmupOptions { Iterations = Math.Max(1, flags.NumRequestIterationsForWarmup), Methods = new MethodRules(flags.EnableSignatureMethodNameCheck) } : null,
            Tags = flags.SavedModelTags,
            Methods = new MethodRules(flags.EnableSignatureMethodNameCheck),
            SessionThreads = Math.Max(flags.TensorflowSessionParallelism, flags.TensorflowIntraOpParallelism),
            Versions = new VersionManagerOptions
            {
                MaxLoadRetries = flags.MaxNumLoadRetries,
                LoadRetryInterval = TimeSpan.FromMicroseconds(flags.LoadRetryIntervalMicros),
                UnloadThreads = flags.NumUnloadThreads,

                // Threads that a session creates for itself would inherit a low priority.
                LowPriorityLoads = flags is { TensorflowSessionParallelism: 0, TensorflowIntraOpParallelism: 0, TensorflowInterOpParallelism: 0 },
                LoadThreads = flags.NumLoadThreads > 0 ? flags.NumLoadThreads : 4 * Environment.ProcessorCount,
            },
        };
        return true;
    }

    /// <summary>Reads a file with a list of models; one that is empty has none, and asks for nothing.</summary>
    public static bool TryReadConfigFile(string path, out ModelConfigList? list, [NotNullWhen(false)] out string? error)
    {
        list = null;
        if (!TryReadText<ModelServerConfig>(path, out var config, out error))
        {
            return false;
        }

        list = config.ModelConfigList;
        error = config.ConfigCase == ModelServerConfig.ConfigOneofCase.CustomModelConfig ? $"{path} has no model_config_list" : null;
        return error is null;
    }

    private static string? Check(ServerFlags flags)
    {
        if (flags.Port == 0 && flags.GrpcSocketPath.Length == 0)
        {
            return "one of --port and --grpc_socket_path is needed";
        }

        if (flags.ModelConfigFile.Length == 0 && flags.ModelBasePath.Length == 0)
        {
            return "one of --model_base_path and --model_config_file is needed";
        }

        if (!flags.EnableBatching && flags.BatchingParametersFile.Length > 0)
        {
            return "--batching_parameters_file needs --enable_batching";
        }

        if (flags is { TensorflowSessionParallelism: > 0, TensorflowIntraOpParallelism: > 0, TensorflowInterOpParallelism: > 0 })
        {
            return "--tensorflow_session_parallelism excludes --tensorflow_intra_op_parallelism and --tensorflow_inter_op_parallelism";
        }

        if (flags.ModelConfigFile.Length == 0 && BasePath.IsElsewhere(flags.ModelBasePath))
        {
            return $"--model_base_path does not take {flags.ModelBasePath}: give a path or a file:// URI";
        }

        return IPAddress.TryParse(flags.BindAddress, out _) ? null : $"--bind_address does not take \"{flags.BindAddress}\": give an IP address";
    }

    private static bool TryReadModels(ServerFlags flags, [NotNullWhen(true)] out IReadOnlyList<ModelSettings>? models, [NotNullWhen(false)] out string? error)
    {
        models = null;
        if (flags.ModelConfigFile.Length == 0)
        {
            error = null;
            models = [new ModelSettings(flags.ModelName, Path.GetFullPath(BasePath.Local(flags.ModelBasePath)), new VersionPolicy.Latest(1))];
            return true;
        }

        if (!TryReadConfigFile(flags.ModelConfigFile, out var list, out error))
        {
            return false;
        }

        var valid = ModelConfigReader.TryRead(list ?? new ModelConfigList(), [], out models, out var refusal);
        error = refusal?.Message;
        return valid;
    }

    private static bool TryReadMetricsPath(ServerFlags flags, out string? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        error = null;
        if (flags.MonitoringConfigFile.Length == 0)
        {
            return true;
        }

        if (!TryReadText<MonitoringConfig>(flags.MonitoringConfigFile, out var config, out error))
        {
            return false;
        }

        var prometheus = config.PrometheusConfig;
        path = prometheus?.Enable != true ? null : prometheus.Path.Length > 0 ? prometheus.Path : DefaultMetricsPath;
        return true;
    }

    private static bool TryReadBatching(ServerFlags flags, out BatchingSettings? settings, [NotNullWhen(false)] out string? error)
    {
        settings = null;
        error = null;
        BatchingParameters? parameters = null;
        if (flags.BatchingParametersFile.Length > 0 && !TryReadText(flags.BatchingParametersFile, out parameters, out error))
        {
            return false;
        }

        settings = flags.EnableBatching
            ? new BatchingSettings { Parameters = parameters ?? new BatchingParameters(), PerModel = flags.EnablePerModelBatchingParameters }
            : null;
        if (settings?.Parameters.NumBatchThreads <= 0)
        {
            error = $"num_batch_threads must be positive; was {settings.Parameters.NumBatchThreads}";
        }

        return error is null;
    }

    private static bool TryReadTls(ServerFlags flags, out GrpcTls? tls, [NotNullWhen(false)] out string? error)
    {
        tls = null;
        error = null;
        if (flags.SslConfigFile.Length == 0)
        {
            return true;
        }

        if (!TryReadText<SSLConfig>(flags.SslConfigFile, out var config, out error))
        {
            return false;
        }

        if (GrpcTls.TryRead(config, out tls, out error))
        {
            return true;
        }

        error = $"{flags.SslConfigFile}: {error}";
        return false;
    }

    private static bool TryReadText<T>(string path, [NotNullWhen(true)] out T? message, [NotNullWhen(false)] out string? error)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        message = null;
        try
        {
            if (TextFormatParser.TryParse(File.ReadAllText(path), out message, out error))
            {
                return true;
            }

            error = $"Error parsing text-format {new T().Descriptor.FullName}: {path}:{error}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = exception.Message;
        }

        return false;
    }
}
