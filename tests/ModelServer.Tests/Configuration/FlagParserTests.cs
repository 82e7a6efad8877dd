using ModelServing.ModelServer.Configuration;
using Xunit;

namespace ModelServing.ModelServer.Tests.Configuration;

public class FlagParserTests
{
    private static readonly string[] StockFlags =
    [
        "allow_version_labels_for_unavailable_models", "batching_parameters_file", "enable_batching", "enable_grpc_healthcheck_service",
        "enable_model_warmup", "enable_per_model_batching_parameters", "enable_profiler", "enable_serialization_as_tensor_content",
        "enable_signature_method_name_check", "file_system_poll_wait_seconds", "flush_filesystem_caches", "grpc_channel_arguments",
        "grpc_max_threads", "grpc_socket_path", "load_retry_interval_micros", "max_num_load_retries", "mixed_precision", "model_base_path",
        "model_config_file", "model_config_file_poll_wait_seconds", "model_name", "monitoring_config_file", "num_load_threads",
        "num_request_iterations_for_warmup", "num_tflite_interpreters_per_pool", "num_tflite_pools", "num_unload_threads",
        "per_process_gpu_memory_fraction", "platform_config_file", "port", "prefer_tflite_model", "remove_unused_fields_from_bundle_metagraph",
        "rest_api_enable_cors_support", "rest_api_num_threads", "rest_api_port", "rest_api_timeout_in_ms", "saved_model_tags",
        "skip_initialize_tpu", "ssl_config_file", "tensorflow_inter_op_parallelism", "tensorflow_intra_op_parallelism",
        "tensorflow_session_config_file", "tensorflow_session_parallelism", "thread_pool_factory_config_file", "use_alts_credentials",
        "xla_cpu_compilation_enabled", "xla_gpu_compilation_enabled",
    ];

    [Fact]
    public void TryParse_KnownFlags_LastOneWins()
    {
        Assert.True(FlagParser.TryParse(
            ["--rest_api_port=8501", "--port=1", "--port=2", "--model_name=m", "--enable_batching", "--file_system_poll_wait_seconds=0.5", "--enable_profiler=false", "--nope=1", "extra"],
            out var flags,
            out var unused,
            out _));
        Assert.Equal(
            new ServerFlags { RestApiPort = 8501, Port = 2, ModelName = "m", EnableBatching = true, FileSystemPollWaitSeconds = 0.5 }, flags);
        Assert.Equal(["enable_profiler"], unused.Ignored);
        Assert.Equal(["--nope=1", "extra"], unused.Unknown);
    }

    [Fact]
    public void TryParse_FlagsOfTheStockServer_AreKnown() => Assert.Empty(StockFlags.Except(FlagTable.Flags.Select(flag => flag.Name)));

    [Theory]
    [InlineData("--port=abc", "--port does not take \"abc\": its type is int32")]
    [InlineData("--port", "--port needs a value: --port=<int32>")]
    [InlineData("--enable_batching=maybe", "--enable_batching does not take \"maybe\": its type is bool")]
    public void TryParse_BadFlag_IsNamed(string argument, string expected)
    {
        Assert.False(FlagParser.TryParse([argument], out _, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Help_Always_ListsEveryFlag() => Assert.All(FlagTable.Flags, flag => Assert.Contains($"--{flag.Name} ", FlagParser.Help()));
}
