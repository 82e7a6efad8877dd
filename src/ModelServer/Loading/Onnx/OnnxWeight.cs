using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>A large constant of a model, which is handed to the runtime beside it.</summary>
internal sealed record OnnxWeight(string Name, Tensor Value, WeightUse Use);
