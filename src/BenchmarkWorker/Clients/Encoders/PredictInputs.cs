using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>What a request says, before it is written in some protocol.</summary>
internal sealed record PredictInputs(string ModelName, string? SignatureName, IReadOnlyList<NamedTensor> Tensors);
