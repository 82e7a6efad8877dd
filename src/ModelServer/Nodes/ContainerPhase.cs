namespace ModelServing.ModelServer.Nodes;

internal enum ContainerPhase
{
    Waiting,
    Running,
    Terminated,
}
