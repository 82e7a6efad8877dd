namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>What a restore op asks for: a value by name, or the part of it that one partition of a variable holds.</summary>
/// <param name="Name">The name in the checkpoint.</param>
/// <param name="Slice">The shape of the whole and the part wanted, for example <c>100 8 0,50:-</c>; empty for all of it.</param>
internal readonly record struct CheckpointKey(string Name, string Slice);
