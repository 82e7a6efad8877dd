namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>A model as the runtime reads it, and the large constants that it names but does not hold.</summary>
internal sealed record OnnxModel(byte[] Bytes, IReadOnlyList<OnnxWeight> Weights);
