using System.Text.Json.Serialization;

namespace ModelServing.ExperimentApi.States;

/// <summary>Where an experiment is. Promoted, RolledBack, Failed and Cancelled are final; an inconclusive one waits for an operator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExperimentState>))]
internal enum ExperimentState
{
    Draft,
    Validating,
    Provisioning,
    Ramping,
    Holding,
    Deciding,
    Promoting,
    RollingBack,
    Paused,
    Promoted,
    RolledBack,
    Inconclusive,
    Failed,
    Cancelled,
}
