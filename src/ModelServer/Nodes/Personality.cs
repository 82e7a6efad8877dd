namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node runs in place of an image.</summary>
internal enum Personality
{
    /// <summary>A model server with TensorFlow Serving's flags and protocols.</summary>
    TensorFlowServing,

    /// <summary>A command of this machine, as a process of its own.</summary>
    Command,

    /// <summary>An init container with two arguments: it mounts the folder that a storage URI maps to.</summary>
    StorageInitializer,
}
