namespace ModelServing.Gateway.Graphs;

/// <summary>The paths a node answers at, per protocol.</summary>
internal static class NodePaths
{
    public static string For(SeldonProtocol protocol, NodeMethod method, string model) => protocol switch
    {
        SeldonProtocol.TensorFlow => TensorFlow(method, model),
        SeldonProtocol.V2 => V2(method, model),
        _ => Seldon(method),
    };

    private static string Seldon(NodeMethod method) => method switch
    {
        NodeMethod.Predict => "/predict",
        NodeMethod.TransformInput => "/transform-input",
        NodeMethod.TransformOutput => "/transform-output",
        NodeMethod.Route => "/route",
        NodeMethod.Aggregate => "/aggregate",
        NodeMethod.SendFeedback => "/send-feedback",
        NodeMethod.Status => "/health/status",
        _ => "/metadata",
    };

    private static string TensorFlow(NodeMethod method, string model) => method switch
    {
        NodeMethod.Route => $"/v1/models/{model}:route",
        NodeMethod.Aggregate => $"/v1/models/{model}:aggregate",
        NodeMethod.SendFeedback => $"/v1/models/{model}:feedback",
        NodeMethod.Status => $"/v1/models/{model}",
        NodeMethod.Metadata => $"/v1/models/{model}/metadata",
        _ => $"/v1/models/{model}:predict",
    };

    private static string V2(NodeMethod method, string model) => method switch
    {
        NodeMethod.Route => $"/v2/models/{model}/route",
        NodeMethod.Aggregate => $"/v2/models/{model}/aggregate",
        NodeMethod.SendFeedback => $"/v2/models/{model}/feedback",
        NodeMethod.Status => $"/v2/models/{model}/ready",
        NodeMethod.Metadata => $"/v2/models/{model}",
        _ => $"/v2/models/{model}/infer",
    };
}
