using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Targets;

[JsonConverter(typeof(JsonStringEnumConverter<Platform>))]
internal enum Platform
{
    [JsonStringEnumMemberName("tensorflow")]
    TensorFlow,

    [JsonStringEnumMemberName("seldon")]
    Seldon,

    [JsonStringEnumMemberName("kserve")]
    KServe,

    /// <summary>A predict or infer URL used as it is.</summary>
    [JsonStringEnumMemberName("url")]
    Url,
}

internal static class PlatformExtensions
{
    public static string WireName(this Platform platform) => platform switch
    {
        Platform.TensorFlow => "tensorflow",
        Platform.Seldon => "seldon",
        Platform.KServe => "kserve",
        _ => "url",
    };
}
