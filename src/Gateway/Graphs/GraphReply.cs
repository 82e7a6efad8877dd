namespace ModelServing.Gateway.Graphs;

/// <summary>An answer, or the reason why there is none.</summary>
internal readonly record struct GraphReply(Payload Payload, GraphError? Error)
{
    public static implicit operator GraphReply(Payload payload) => new(payload, null);

    public static implicit operator GraphReply(GraphError error) => new(default, error);
}
