using System.Text.Json.Nodes;
using ModelServing.Autoscaler.Decisions.Hpa;
using ModelServing.Testing;

namespace ModelServing.Autoscaler.Tests.Decisions.Hpa;

/// <summary>The reference tables of the controller's semantics; every row is run, and every wrong one is named.</summary>
public class HpaCaseTests
{
    [Fact]
    public void Proposals_Reference_Match()
    {
        List<string> wrong = [];
        foreach (var row in Cases("proposals"))
        {
            var actual = Propose((string)row["fn"]!, row["args"]!.AsArray());
            if (actual != (int?)row["expect"])
            {
                wrong.Add($"{row["id"]}: {actual} instead of {row["expect"]} ({row["note"]})");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Behaviour_Reference_Match()
    {
        List<string> wrong = [];
        foreach (var row in Cases("behaviour"))
        {
            var controller = Controller(row["hpa"]!);
            foreach (var step in row["steps"]!.AsArray())
            {
                var expected = new HpaVerdict((int)step!["expect"]!, Enum.Parse<HpaReason>((string)step["reason"]!));
                var actual = controller.Sync(DateTimeOffset.UnixEpoch.AddSeconds((int)step["t"]!), (int)step["current"]!, (int?)step["proposal"]);
                if (actual != expected)
                {
                    wrong.Add($"{row["id"]} at {step["t"]} s: {actual} instead of {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<JsonObject> Cases(string table)
    {
        var rows = JsonNode.Parse(File.ReadAllText(RepositoryPaths.InSharedData("forecast", "hpa-cases.json")))![table]!.AsArray();
        Assert.NotEmpty(rows);
        return rows.Select(row => row!.AsObject());
    }

    private static int? Propose(string function, JsonArray args) => function switch
    {
        "resource_utilization" => ReplicaProposal.Utilization((int)args[0]!, Pods(args[1]!), (long)args[2]!),
        "pods_average_value" => ReplicaProposal.AverageOfPods((int)args[0]!, Pods(args[1]!), (long)args[2]!),
        "value_target" => ReplicaProposal.Value((int)args[0]!, (int)args[1]!, (long)args[2]!, (long)args[3]!),
        "average_value_target" => ReplicaProposal.AverageValue((int)args[0]!, (long)args[1]!, (long)args[2]!),
        "combine" => ReplicaProposal.Combine([.. args[0]!.AsArray().Select(proposal => (int?)proposal)], (int)args[1]!),
        _ => throw new InvalidOperationException($"the reference has a function this test does not know: {function}"),
    };

    private static HpaPod[] Pods(JsonNode pods) =>
    [
        .. pods.AsArray().Select(pod => new HpaPod((long?)pod!["metric"], (long?)pod["request"] ?? 0)
        {
            Ignored = (bool?)pod["deleting"] ?? (string?)pod["phase"] == "Failed",
            Unready = (bool?)pod["unready"] ?? (string?)pod["phase"] == "Pending",
        }),
    ];

    private static HpaController Controller(JsonNode hpa) => new(
        (int)hpa["min"]!,
        (int)hpa["max"]!,
        (bool?)hpa["legacy"] == true ? null : new HpaBehavior(Rules(hpa["up"], HpaBehavior.Default.Up), Rules(hpa["down"], HpaBehavior.Default.Down)));

    private static HpaScalingRules Rules(JsonNode? rules, HpaScalingRules fallback) => rules is null ? fallback : new HpaScalingRules(
        (int?)rules["window"] is { } window ? TimeSpan.FromSeconds(window) : fallback.Window,
        (string?)rules["select"] is { } select ? Enum.Parse<HpaPolicySelect>(select) : fallback.Select,
        rules["policies"] is { } policies ? [.. policies.AsArray().Select(policy => Policy(policy!))] : fallback.Policies);

    private static HpaPolicy Policy(JsonNode policy) =>
        new(Enum.Parse<HpaPolicyType>((string)policy[0]!), (int)policy[1]!, TimeSpan.FromSeconds((int)policy[2]!));
}
