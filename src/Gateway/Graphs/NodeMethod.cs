namespace ModelServing.Gateway.Graphs;

/// <summary>What the executor can ask of a node.</summary>
internal enum NodeMethod
{
    Predict,
    TransformInput,
    TransformOutput,
    Route,
    Aggregate,
    SendFeedback,
    Status,
    Metadata,
}
