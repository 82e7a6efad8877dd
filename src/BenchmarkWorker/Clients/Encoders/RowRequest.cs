using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>TensorFlow Serving's row format, which is KServe's V1, too.</summary>
/// <remarks><c>{ "signature_name"?: name, "instances": [ value | { input: value } ] }</c>; one input needs no name.</remarks>
internal static class RowRequest
{
    public static void Write(Utf8JsonWriter json, PredictInputs request, int instances)
    {
        if (request.SignatureName is { } signature)
        {
            json.WriteString("signature_name"u8, signature);
        }

        json.WriteStartArray("instances"u8);
        for (var instance = 0; instance < instances; instance++)
        {
            if (request.Tensors is [var only])
            {
                TensorJson.WriteRow(json, only.Tensor, instance);
                continue;
            }

            json.WriteStartObject();
            foreach (var (name, tensor) in request.Tensors)
            {
                json.WritePropertyName(name);
                TensorJson.WriteRow(json, tensor, instance);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
