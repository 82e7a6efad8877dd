namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Writes the ONNX nodes for one TensorFlow node and returns the names of what its outputs became.</summary>
internal delegate string[] OpConverter(OpContext op);
