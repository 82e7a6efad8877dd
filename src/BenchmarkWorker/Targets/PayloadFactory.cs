using System.Buffers;
using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Makes distinct, valid, pre-encoded request bodies from a model's signature; the same seed gives the same bytes.</summary>
internal sealed class PayloadFactory(ModelSignature signature, WireProtocol protocol, PayloadSize size, int seed)
{
    private const int MaximumDistinct = 256;
    private const int MaximumBytes = 16 << 20;

    /// <summary>Gets the number of instances in each request: what the wanted number of features amounts to.</summary>
    public int Instances { get; } = signature.Inputs.Select(input => input.FixedBatch).FirstOrDefault(batch => batch is not null)
        ?? Math.Max(1, (int)Math.Round((double)(int)size / signature.Inputs.Sum(input => Width(input.InstanceShape((int)size)))));

    /// <summary>Gets the number of values in each request.</summary>
    public int Features => Instances * signature.Inputs.Sum(input => Width(input.InstanceShape((int)size)));

    public ReadOnlyMemory<byte>[] Create(int wanted)
    {
        var random = new Random(seed);
        List<ReadOnlyMemory<byte>> payloads = [];
        var bytes = 0;
        do
        {
            var payload = Encode(random);
            payloads.Add(payload);
            bytes += payload.Length;
        }
        while (payloads.Count < Math.Min(wanted, MaximumDistinct) && bytes < MaximumBytes);

        return [.. payloads];
    }

    private static int Width(int[] shape) => shape.Aggregate(1, (product, dimension) => product * dimension);

    private byte[] Encode(Random random)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            switch (protocol)
            {
                case WireProtocol.TensorFlow:
                    WriteInstances(json, random);
                    break;
                case WireProtocol.OpenInference:
                    WriteOpenInference(json, random);
                    break;
                default:
                    WriteSeldon(json, random);
                    break;
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteInstances(Utf8JsonWriter json, Random random)
    {
        json.WriteStartArray("instances"u8);
        for (var instance = 0; instance < Instances; instance++)
        {
            if (signature.Inputs.Count == 1)
            {
                WriteNested(json, random, signature.Inputs[0], 0);
                continue;
            }

            json.WriteStartObject();
            foreach (var input in signature.Inputs)
            {
                json.WritePropertyName(input.Name);
                WriteNested(json, random, input, 0);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteOpenInference(Utf8JsonWriter json, Random random)
    {
        json.WriteStartArray("inputs"u8);
        foreach (var input in signature.Inputs)
        {
            var shape = input.InstanceShape((int)size);
            json.WriteStartObject();
            json.WriteString("name"u8, input.Name);
            json.WriteString("datatype"u8, input.DataType.Length == 0 ? "FP32" : input.DataType);
            json.WriteStartArray("shape"u8);
            json.WriteNumberValue(Instances);
            Array.ForEach(shape, json.WriteNumberValue);
            json.WriteEndArray();
            json.WriteStartArray("data"u8);
            for (var value = 0; value < Instances * Width(shape); value++)
            {
                WriteValue(json, random, input.Kind);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Seldon's <c>ndarray</c> holds one tensor: the first input.</summary>
    private void WriteSeldon(Utf8JsonWriter json, Random random)
    {
        json.WriteStartObject("data"u8);
        json.WriteStartArray("ndarray"u8);
        for (var instance = 0; instance < Instances; instance++)
        {
            WriteNested(json, random, signature.Inputs[0], 0);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteNested(Utf8JsonWriter json, Random random, InputTensor input, int depth)
    {
        var shape = input.InstanceShape((int)size);
        if (depth == shape.Length)
        {
            WriteValue(json, random, input.Kind);
            return;
        }

        json.WriteStartArray();
        for (var i = 0; i < shape[depth]; i++)
        {
            WriteNested(json, random, input, depth + 1);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, Random random, TensorKind kind)
    {
        switch (kind)
        {
            case TensorKind.Integer:
                json.WriteNumberValue(random.Next(16));
                break;
            case TensorKind.Text:
                json.WriteStringValue($"text-{random.Next()}");
                break;
            case TensorKind.Boolean:
                json.WriteBooleanValue(random.Next(2) == 0);
                break;
            default:
                json.WriteNumberValue(Math.Round(random.NextDouble() * 16, 3));
                break;
        }
    }
}
