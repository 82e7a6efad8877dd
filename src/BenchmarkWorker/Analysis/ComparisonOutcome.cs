using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What a comparison of two platforms shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonOutcome>))]
internal enum ComparisonOutcome
{
    /// <summary>Neither a difference nor its absence is shown.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    [JsonStringEnumMemberName("different")]
    Different,

    /// <summary>Any difference is smaller than what matters.</summary>
    [JsonStringEnumMemberName("equivalent")]
    Equivalent,
}
