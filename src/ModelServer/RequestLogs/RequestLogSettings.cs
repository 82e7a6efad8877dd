using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.RequestLogs;

/// <summary>Which share of a model's requests is written down, and how the files' names begin.</summary>
internal sealed record RequestLogSettings(string FilenamePrefix, SamplingConfig Sampling)
{
    /// <summary>The type of log collector that writes records, the only one there is.</summary>
    public const string Type = "tfrecord";

    /// <summary>Settles the rate: that of the first configuration for this task, which is the first one and of no data centre; otherwise the general one.</summary>
    public static SamplingConfig Settle(SamplingConfig? given)
    {
        var config = given?.Clone() ?? new SamplingConfig();
        config.SamplingRate = config.PerTaskSamplingConfigs.FirstOrDefault(task => task.Dc.Length == 0 && task.TaskIndex == 0)?.SamplingRate ?? config.SamplingRate;
        return config;
    }
}
