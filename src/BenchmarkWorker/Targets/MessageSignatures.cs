using Google.Protobuf.Collections;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Protos.OpenInference;
using ModelServing.Inference.Protos.Seldon;
using ModelServing.Inference.Rest;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Reads what <see cref="SignatureReader"/> reads from JSON, from gRPC answers.</summary>
internal static class MessageSignatures
{
    public static ModelSignature? Read(GetModelMetadataResponse response)
    {
        if (!response.Metadata.TryGetValue("signature_def", out var packed) || !packed.TryUnpack<SignatureDefMap>(out var map))
        {
            return null;
        }

        var chosen = map.SignatureDef.OrderByDescending(pair => pair.Key == PredictBody.DefaultSignature).FirstOrDefault(pair => pair.Value.Inputs.Count > 0);
        return chosen.Value is null ? null : new(Read(chosen.Value.Inputs), Read(chosen.Value.Outputs), SignatureReader.NameOf(chosen.Key));
    }

    public static ModelSignature? Read(ModelMetadataResponse response) =>
        response.Inputs.Count == 0 ? null : new([.. response.Inputs.Select(Read)], [.. response.Outputs.Select(Read)]);

    public static ModelSignature? Read(SeldonModelMetadata response) =>
        response.Inputs.Count == 0 ? null : new([.. response.Inputs.Select(Read)], [.. response.Outputs.Select(Read)]);

    private static TensorSpec[] Read(IEnumerable<KeyValuePair<string, TensorInfo>> tensors) => [.. tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => new TensorSpec(
        tensor.Key,
        (DataType)((int)tensor.Value.Dtype % 100), // those above 100 are TensorFlow 1's mutable references
        tensor.Value.TensorShape is { UnknownRank: false, Dim.Count: > 0 } shape ? [.. shape.Dim.Select(dim => SignatureReader.Dimension(dim.Size))] : null))];

    private static TensorSpec Read(ModelMetadataResponse.Types.TensorMetadata tensor) => Read(tensor.Name, tensor.Datatype, tensor.Shape);

    private static TensorSpec Read(SeldonMessageMetadata tensor) => Read(tensor.Name, tensor.Datatype, tensor.Shape);

    private static TensorSpec Read(string name, string datatype, RepeatedField<long> shape) =>
        new(name, OpenInferenceNames.TryParse(datatype, out var type) ? type : DataType.Invalid, shape.Count > 0 ? [.. shape.Select(SignatureReader.Dimension)] : null);
}
