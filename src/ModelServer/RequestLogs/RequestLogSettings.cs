namespace ModelServing.ModelServer.RequestLogs;

/// <summary>Which share of a model's requests is written down, and how the files' names begin.</summary>
internal sealed record RequestLogSettings(string FilenamePrefix, double SamplingRate)
{
    /// <summary>The type of log collector that writes records, the only one there is.</summary>
    public const string Type = "tfrecord";
}
