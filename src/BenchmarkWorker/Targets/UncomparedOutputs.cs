using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Platforms whose answers could not be held against each other, because what they say of the model gives them different inputs.</summary>
/// <param name="Groups">The platforms by what they were asked: within a group, outputs must agree.</param>
internal sealed record UncomparedOutputs(IReadOnlyList<IReadOnlyList<string>> Groups)
{
    public string Sentence => $"Whether {string.Join(" and ", Groups.Select(group => string.Join(", ", group)))} give the same outputs: they describe the model differently, so they were asked different questions and their answers were not compared.";

    /// <summary>Groups the targets of a run by their first inputs; null where all have the same, or nothing was to be compared with one another.</summary>
    public static UncomparedOutputs? Of(ClientSettings settings, IReadOnlyList<PreparationOutcome> prepared)
    {
        if (!settings.CompareOutputs || settings.GoldenFile is not null)
        {
            return null;
        }

        List<(ulong[] Inputs, List<string> Names)> groups = [];
        foreach (var target in prepared.Select(outcome => outcome.Prepared).OfType<PreparedTarget>())
        {
            ulong[] inputs = [.. target.Payloads.Take(GoldenAnswers.Samples).Select(payload => payload.Inputs)];
            var group = groups.Find(known => known.Inputs.SequenceEqual(inputs));
            if (group.Names is null)
            {
                group = (inputs, []);
                groups.Add(group);
            }

            group.Names.Add(target.Target.Name);
        }

        return groups.Count < 2 ? null : new([.. groups.Select(group => group.Names)]);
    }
}
