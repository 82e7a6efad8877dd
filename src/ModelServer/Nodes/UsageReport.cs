namespace ModelServing.ModelServer.Nodes;

/// <summary>CPU in cores and memory in bytes, of the process and of each container.</summary>
internal sealed record UsageReport(double Cores, long Bytes, IReadOnlyDictionary<ContainerKey, (double Cores, long Bytes)> Containers);
