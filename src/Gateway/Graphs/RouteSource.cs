namespace ModelServing.Gateway.Graphs;

/// <summary>Who decides which child a request goes to.</summary>
internal enum RouteSource
{
    AllChildren,
    Node,
    RandomSplit,
}
