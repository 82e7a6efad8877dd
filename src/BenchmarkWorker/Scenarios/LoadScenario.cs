using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Scenarios;

/// <summary>MLPerf's ways to use a model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoadScenario>))]
internal enum LoadScenario
{
    /// <summary>The next query when the one before is answered.</summary>
    [JsonStringEnumMemberName("single-stream")]
    SingleStream,

    /// <summary>The same with several samples a query, which is as slow as its slowest sample.</summary>
    [JsonStringEnumMemberName("multi-stream")]
    MultiStream,

    /// <summary>Independent users: single samples at random times.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>Everything at once.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,
}
