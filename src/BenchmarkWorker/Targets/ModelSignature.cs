namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>What a model takes and gives, as it says itself.</summary>
internal sealed record ModelSignature(IReadOnlyList<InputTensor> Inputs, IReadOnlyList<string> Outputs);
