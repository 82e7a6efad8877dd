namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node and each of its containers used at one time.</summary>
internal sealed record UsageReport(DateTimeOffset Time, ContainerUse Node, IReadOnlyDictionary<ContainerIdentity, ContainerUse> Containers);
