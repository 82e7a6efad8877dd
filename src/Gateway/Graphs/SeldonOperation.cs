namespace ModelServing.Gateway.Graphs;

internal enum SeldonOperation
{
    Predict,
    Feedback,
    NodeStatus,
    NodeMetadata,
    GraphMetadata,
    Ready,
    Live,
}
