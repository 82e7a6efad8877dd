using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>One input's values.</summary>
internal readonly record struct NamedTensor(string Name, Tensor Tensor);
