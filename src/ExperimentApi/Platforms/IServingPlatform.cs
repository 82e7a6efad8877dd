using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>How an experiment is carried out on one platform.</summary>
internal interface IServingPlatform
{
    /// <summary>Looks at the target; never changes it.</summary>
    Task<TargetObservation> ObserveAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>Makes the target what the snapshot's state wants. Does nothing when it is so already, so that it can be repeated after a crash.</summary>
    Task ActAsync(ExperimentSnapshot snapshot, TargetObservation target, CancellationToken cancellationToken);
}
