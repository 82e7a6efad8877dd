using System.Text.Json;
using ModelServing.Inference.OpenInference;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>The open inference protocol's request, with the data inside or, as bytes, behind it.</summary>
internal static class InferRequest
{
    public static void Write(Utf8JsonWriter json, PredictInputs request, bool isBinary)
    {
        json.WriteStartArray("inputs"u8);
        foreach (var (name, tensor) in request.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteStartArray("shape"u8);
            foreach (var length in tensor.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteString("datatype"u8, OpenInferenceType.Name(tensor.DataType));
            if (isBinary)
            {
                WriteParameter(json, () => json.WriteNumber("binary_data_size"u8, RawTensor.Length(tensor)));
            }
            else
            {
                json.WriteStartArray("data"u8);
                TensorJson.WriteElements(json, tensor);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (isBinary)
        {
            WriteParameter(json, () => json.WriteBoolean("binary_data_output"u8, true));
        }
    }

    private static void WriteParameter(Utf8JsonWriter json, Action write)
    {
        json.WriteStartObject("parameters"u8);
        write();
        json.WriteEndObject();
    }
}
