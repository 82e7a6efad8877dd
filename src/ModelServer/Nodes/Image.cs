using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What stands for an image: one of the node's personalities, or a command of this machine.</summary>
internal sealed record Image(Personality Personality, ImageCommand? Command = null)
{
    /// <summary>Whether a container of the image may initialize a pod, or serve in it.</summary>
    public bool Fits(bool initializes) => Personality == Personality.Command || Personality == Personality.StorageInitializer == initializes;
}
