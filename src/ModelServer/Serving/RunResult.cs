using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Serving;

/// <summary>What a run gave: outputs or an error, and how long the model itself took.</summary>
internal readonly record struct RunResult(IReadOnlyDictionary<string, Tensor>? Outputs, ServingError? Error, TimeSpan Elapsed);
