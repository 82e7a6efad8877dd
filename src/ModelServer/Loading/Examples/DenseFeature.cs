using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Examples;

/// <summary>A feature of fixed shape; without a default (no elements) every example must have it.</summary>
internal sealed record DenseFeature(string Key, string Target, DataType Type, long[] Shape, Tensor Default);
