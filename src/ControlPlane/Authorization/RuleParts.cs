namespace ModelServing.ControlPlane.Authorization;

/// <summary>A rule taken apart: one verb on one resource or path.</summary>
internal static class RuleParts
{
    private static readonly string[] AnyName = [""];

    public static IEnumerable<(AccessAttributes Access, PolicyRule Rule)> Of(PolicyRule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var url in rule.NonResourceUrls)
            {
                yield return (new AccessAttributes(verb) { Path = url }, new PolicyRule([verb], [], [], [], [url]));
            }

            foreach (var group in rule.ApiGroups)
            {
                foreach (var part in rule.Resources.SelectMany(resource => Named(rule, verb, group, resource)))
                {
                    yield return part;
                }
            }
        }
    }

    /// <summary>Puts the parts of the same resource together again.</summary>
    public static IEnumerable<PolicyRule> Join(IEnumerable<(AccessAttributes Access, PolicyRule Rule)> parts) => parts
        .GroupBy(part => part.Access with { Verb = "" })
        .Select(group => group.First().Rule with { Verbs = [.. group.Select(part => part.Access.Verb).Distinct()] });

    private static IEnumerable<(AccessAttributes Access, PolicyRule Rule)> Named(PolicyRule rule, string verb, string group, string resource)
    {
        var steps = resource.Split('/', 2);
        foreach (var name in rule.ResourceNames.Length == 0 ? AnyName : rule.ResourceNames)
        {
            var access = new AccessAttributes(verb) { Group = group, Resource = steps[0], Subresource = steps.ElementAtOrDefault(1) ?? "", Name = name };
            yield return (access, new PolicyRule([verb], [group], [resource], name.Length == 0 ? [] : [name], []));
        }
    }
}
