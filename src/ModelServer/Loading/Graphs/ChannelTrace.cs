namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Finds how many channels an image has, by following it back to what decides that.</summary>
internal sealed class ChannelTrace(ConstantFolder constants, bool channelsFirst)
{
    private const int MaxSteps = 1000;

    /// <summary>Gets the number of channels, or nothing if it is not told.</summary>
    public long? Find(Edge image)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var node = image.Node;
            if (Decided(node) is { } channels)
            {
                return channels;
            }

            if (!KeepsChannels(node.Op) || node.Inputs.Count == 0)
            {
                return null;
            }

            image = node.Inputs[0];
        }

        return null;
    }

    private static bool KeepsChannels(string op) => op is "Identity" or "Relu" or "Relu6" or "LeakyRelu" or "Elu" or "Selu" or "Sigmoid" or "Tanh" or "Softplus"
        or "MaxPool" or "AvgPool" or "Pad" or "PadV2" or "MirrorPad" or "ResizeBilinear" or "ResizeNearestNeighbor" or "Cast" or "StopGradient"
        or "SpaceToBatchND" or "BatchToSpaceND" or "EnsureShape" or "Mul" or "AddV2" or "Add" or "Sub" or "RealDiv" or "Maximum" or "Minimum";

    private long? Decided(GraphNode node) => node.Op switch
    {
        "Conv2D" or "Conv3D" or "_FusedConv2D" => constants.Shape(node.Inputs[1])?[^1],
        "DepthwiseConv2dNative" => constants.Shape(node.Inputs[1]) is [.., var inputs, var multiplier] ? inputs * multiplier : null,
        "BiasAdd" or "FusedBatchNorm" or "FusedBatchNormV2" or "FusedBatchNormV3" => constants.Shape(node.Inputs[1])?[^1],
        "Placeholder" => Last(node),
        _ => null,
    };

    private long? Last(GraphNode node) => node.Attribute("shape")?.Shape is { UnknownRank: false, Dim: { Count: > 2 } sizes } && sizes[channelsFirst ? 1 : ^1].Size is > 0 and var size
        ? size
        : null;
}
