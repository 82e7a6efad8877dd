using System.Text.Json.Serialization;

namespace ModelServing.Statistics;

/// <summary>Says whether a result holds numbers and, when it does not, why. Data a client can cause never throws.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StatisticStatus>))]
public enum StatisticStatus
{
    /// <summary>Every number is defined.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Too few observations: a variance needs two in each arm, a rate needs traffic.</summary>
    [JsonStringEnumMemberName("insufficient_data")]
    InsufficientData,

    /// <summary>An input is NaN, infinite or outside its domain.</summary>
    [JsonStringEnumMemberName("invalid_input")]
    InvalidInput,

    /// <summary>Nothing varies and nothing differs: no test can say more.</summary>
    [JsonStringEnumMemberName("degenerate_no_difference")]
    DegenerateNoDifference,

    /// <summary>Nothing varies within the arms but they differ: the spread is unknown, so there is no p-value.</summary>
    [JsonStringEnumMemberName("degenerate_zero_variance")]
    DegenerateZeroVariance,

    /// <summary>A relative change of zero is not defined.</summary>
    [JsonStringEnumMemberName("baseline_zero")]
    BaselineZero,

    /// <summary>No finite bound exists at this sample size.</summary>
    [JsonStringEnumMemberName("unbounded")]
    Unbounded,
}
