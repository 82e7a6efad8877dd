using ModelServing.ExperimentApi.Metrics;

namespace ModelServing.ExperimentApi.Storage;

internal static class Recording
{
    /// <summary>Counts outcomes; null when there is no such experiment.</summary>
    public static async Task<OutcomeResult?> RecordAsync(this ExperimentStore store, string name, IReadOnlyList<Outcome> outcomes, CancellationToken cancellationToken)
    {
        OutcomeResult? result = null;
        if (outcomes.Count == 0)
        {
            return new(0, 0, null);
        }

        await store.UpdateAsync(
            name,
            snapshot =>
            {
                (snapshot, result) = OutcomeFolding.Fold(snapshot, outcomes);
                return snapshot;
            },
            cancellationToken);
        return result;
    }
}
