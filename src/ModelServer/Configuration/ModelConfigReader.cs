using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Sources;

namespace ModelServing.ModelServer.Configuration;

/// <summary>Turns a list of model configurations into settings, or says what is wrong with it.</summary>
internal static class ModelConfigReader
{
    private const string Platform = "tensorflow";

    public static bool TryRead(
        ModelConfigList list,
        IReadOnlyList<ModelSettings> current,
        [NotNullWhen(true)] out IReadOnlyList<ModelSettings>? models,
        [NotNullWhen(false)] out ServingError? error)
    {
        List<ModelSettings> read = [];
        models = null;
        foreach (var config in list.Config)
        {
            error = Check(config, read, current) ?? CheckLogging(config);
            if (error is not null)
            {
                return false;
            }

            read.Add(new ModelSettings(config.Name, BasePath.Local(config.BasePath), Policy(config))
            {
                Platform = Platform,
                Labels = config.VersionLabels.ToDictionary(),
                Log = Log(config.LoggingConfig),
            });
        }

        error = null;
        models = read;
        return true;
    }

    private static ServingError? Check(ModelConfig config, List<ModelSettings> read, IReadOnlyList<ModelSettings> current)
    {
        var platform = config.ModelPlatform;
        string? problem = null;
        if (config.Name.Length == 0)
        {
            problem = "A model in the configuration has no name.";
        }
        else if (read.Any(model => model.Name == config.Name))
        {
            problem = $"Illegal to list model {config.Name} multiple times in config list";
        }
        else if (config.ModelType != ModelType.Unspecified && platform.Length > 0)
        {
            problem = $"Illegal setting both ModelServerConfig::model_type (deprecated) and ModelServerConfig::model_platform, model name is {config.Name}";
        }
        else if (config.ModelType == ModelType.Other)
        {
            problem = $"ModelServerConfig::model_type choice {(int)config.ModelType} not supported.";
        }
        else if (config.ModelType == ModelType.Unspecified && platform.Length == 0)
        {
            problem = $"Illegal setting neither ModelServerConfig::model_type (deprecated) nor ModelServerConfig::model_platform, model name is {config.Name}; add model_platform: \"{Platform}\"";
        }
        else if (platform.Length > 0 && platform != Platform)
        {
            problem = current.Any(model => model.Name == config.Name)
                ? $"Illegal to change a model's platform. For model {config.Name} platform was {Platform} and new platform requested is {platform}"
                : $"Model {config.Name} requests unsupported platform {platform}; only {Platform} is supported";
        }
        else if (BasePath.IsElsewhere(config.BasePath))
        {
            problem = $"Model {config.Name} cannot be read from {config.BasePath}: only paths and file:// URIs can.";
        }
        else if (!Path.IsPathRooted(BasePath.Local(config.BasePath)))
        {
            problem = $"Expected model {config.Name} to have an absolute path or URI; got base_path()={config.BasePath}";
        }

        return problem is null ? null : ServingError.Invalid(problem);
    }

    private static ServingError? CheckLogging(ModelConfig config)
    {
        var collector = config.LoggingConfig?.LogCollectorConfig;
        var sampling = config.LoggingConfig?.SamplingConfig ?? new SamplingConfig();
        if (collector is { Type.Length: > 0 } && collector.Type != RequestLogSettings.Type)
        {
            return new ServingError(ErrorCode.NotFound, $"Cannot find LogCollector::Factory for type: {collector.Type}: only {RequestLogSettings.Type} is supported.");
        }

        if (collector is { Type.Length: > 0 } && !Path.IsPathRooted(collector.FilenamePrefix))
        {
            return ServingError.Invalid($"The log_collector_config of model {config.Name} needs an absolute filename_prefix; got \"{collector.FilenamePrefix}\".");
        }

        foreach (var rate in sampling.PerTaskSamplingConfigs.Select(task => task.SamplingRate).Append(sampling.SamplingRate))
        {
            if (rate is not (>= 0 and <= 1))
            {
                return ServingError.Invalid($"The sampling_rate of model {config.Name} must be from 0 to 1; got {rate.ToString(CultureInfo.InvariantCulture)}.");
            }
        }

        return null;
    }

    private static RequestLogSettings? Log(LoggingConfig? config) => config?.LogCollectorConfig is { Type.Length: > 0 } collector
        ? new RequestLogSettings(collector.FilenamePrefix, RequestLogSettings.Settle(config.SamplingConfig))
        : null;

    private static VersionPolicy Policy(ModelConfig config)
    {
        var policy = config.ModelVersionPolicy;
        return policy?.PolicyChoiceCase switch
        {
            FileSystemStoragePathSourceConfig.Types.ServableVersionPolicy.PolicyChoiceOneofCase.All => new VersionPolicy.All(),
            FileSystemStoragePathSourceConfig.Types.ServableVersionPolicy.PolicyChoiceOneofCase.Specific =>
                new VersionPolicy.Specific([.. policy.Specific.Versions]),
            FileSystemStoragePathSourceConfig.Types.ServableVersionPolicy.PolicyChoiceOneofCase.Latest =>
                new VersionPolicy.Latest((int)Math.Min(int.MaxValue, policy.Latest.NumVersions)),
            _ => new VersionPolicy.Latest(1),
        };
    }
}
