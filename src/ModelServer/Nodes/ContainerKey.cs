namespace ModelServing.ModelServer.Nodes;

internal readonly record struct ContainerKey(string Namespace, string Pod, string Container);
