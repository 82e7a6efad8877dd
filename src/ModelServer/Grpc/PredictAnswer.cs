using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Grpc;

/// <summary>What <see cref="PredictResponse"/> will say.</summary>
internal sealed record PredictAnswer(ServableId Servable, string SignatureName, IReadOnlyDictionary<string, Tensor> Outputs, bool AsContent);
