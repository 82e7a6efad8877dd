using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Writes down a cluster role of the default policy.</summary>
internal sealed class RoleBuilder(string name)
{
    private readonly Dictionary<string, string> _labels = new() { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
    private readonly List<PolicyRule> _rules = [];
    private string? _aggregates;

    public RoleBuilder Labelled(string label)
    {
        _labels[$"{PolicyIndex.ApiGroup}/{label}"] = "true";
        return this;
    }

    /// <summary>Makes the role the sum of the roles that carry a label.</summary>
    public RoleBuilder Aggregating(string label)
    {
        _aggregates = $"{PolicyIndex.ApiGroup}/{label}";
        return this;
    }

    public RoleBuilder Allow(string[] verbs, string group, params string[] resources)
    {
        _rules.Add(new PolicyRule(verbs, [group], resources, [], []));
        return this;
    }

    public RoleBuilder AllowPaths(params string[] paths)
    {
        _rules.Add(new PolicyRule(["get"], [], [], [], paths));
        return this;
    }

    public RoleBuilder AllowEverything()
    {
        _rules.AddRange(PolicyRule.Everything);
        return this;
    }

    public JsonObject Build()
    {
        var role = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject(_labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value))),
                ["annotations"] = new JsonObject { [DefaultPolicy.AutoUpdate] = "true" },
            },
            ["rules"] = new JsonArray([.. _rules.Select(rule => rule.ToJson())]),
        };
        if (_aggregates is not null)
        {
            role["aggregationRule"] = new JsonObject
            {
                ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [_aggregates] = "true" } }),
            };
        }

        return role;
    }
}
