using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>Seldon's JSON: the first input as nested lists.</summary>
internal static class SeldonRequest
{
    public static void Write(Utf8JsonWriter json, PredictInputs request)
    {
        json.WriteStartObject("data"u8);
        json.WritePropertyName("ndarray"u8);
        TensorJson.Write(json, request.Tensors[0].Tensor);
        json.WriteEndObject();
    }
}
