using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container, or the whole node, uses.</summary>
/// <param name="Since">When its CPU time began to be counted.</param>
/// <param name="Use">CPU time since then, and memory now.</param>
/// <param name="Cores">The cores in use lately; null where it has been looked at only once.</param>
internal sealed record ContainerUse(DateTimeOffset Since, ProcessUse Use, double? Cores);
