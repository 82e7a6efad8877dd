namespace ModelServing.ModelServer.Nodes;

/// <summary>A container of one pod, told from that of a later pod of the same name.</summary>
internal readonly record struct ContainerIdentity(ContainerKey Key, string PodUid);
