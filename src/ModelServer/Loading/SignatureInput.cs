using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading;

/// <summary>An input that callers feed by its alias.</summary>
internal sealed record SignatureInput(string Alias, string Name, DataType Type);
