namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>What a model takes and gives, as it says itself.</summary>
/// <param name="Name">The signature to ask for where it is not the one a server takes by itself.</param>
internal sealed record ModelSignature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs, string? Name = null);
