using System.Text.Json;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Tells an answer from a body that merely came with status 200, so that a fast wrong server cannot win.</summary>
/// <remarks>
/// V1: <c>{"predictions":[one per instance]}</c> or <c>{"outputs":…}</c>; V2: <c>{"outputs":[{"shape":[batch,…],"data":[…]},…]}</c>;
/// Seldon: <c>{"data":{"ndarray":[one per instance]}}</c>, <c>"tensor"</c> or <c>"tftensor"</c>. Every number is finite. Zero instances are an unknown number of them.
/// </remarks>
internal static class ResponseCheck
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    public static bool IsAnswer(ReadOnlySpan<byte> body, WireProtocol protocol, int instances)
    {
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && ReadRoot(ref reader, protocol, instances) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool ReadRoot(ref Utf8JsonReader reader, WireProtocol protocol, int instances)
    {
        var answered = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isArray = protocol switch
            {
                WireProtocol.TensorFlow => reader.ValueTextEquals("predictions"u8),
                WireProtocol.OpenInference => reader.ValueTextEquals("outputs"u8),
                _ => false,
            };
            var isColumns = protocol == WireProtocol.TensorFlow && reader.ValueTextEquals("outputs"u8);
            var isData = protocol == WireProtocol.Seldon && reader.ValueTextEquals("data"u8);
            reader.Read();
            var valid = isArray && protocol == WireProtocol.TensorFlow ? IsCount(ReadArray(ref reader), instances)
                : isArray ? ReadOutputs(ref reader, instances)
                : isData ? ReadSeldonData(ref reader, instances)
                : ReadValue(ref reader);
            if (!valid)
            {
                return false;
            }

            answered |= isArray || isColumns || isData;
        }

        return answered;
    }

    private static bool IsCount(int count, int instances) => instances == 0 ? count >= 0 : count == instances;

    private static bool ReadSeldonData(ref Utf8JsonReader reader, int instances)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var answered = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isArray = reader.ValueTextEquals("ndarray"u8);
            answered |= isArray || reader.ValueTextEquals("tensor"u8) || reader.ValueTextEquals("tftensor"u8);
            reader.Read();
            if (!(isArray ? IsCount(ReadArray(ref reader), instances) : ReadValue(ref reader)))
            {
                return false;
            }
        }

        return answered;
    }

    private static bool ReadOutputs(ref Utf8JsonReader reader, int instances)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var outputs = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (!ReadOutput(ref reader, instances))
            {
                return false;
            }

            outputs++;
        }

        return outputs > 0;
    }

    private static bool ReadOutput(ref Utf8JsonReader reader, int instances)
    {
        var (batch, elements, values) = (-1L, 1L, -1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isShape = reader.ValueTextEquals("shape"u8);
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isShape)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.Number)
                {
                    var dimension = reader.GetInt64();
                    batch = batch < 0 ? dimension : batch;
                    elements *= dimension;
                }
            }
            else if (isData)
            {
                values = ReadArray(ref reader);
            }
            else if (!ReadValue(ref reader))
            {
                return false;
            }
        }

        return IsCount((int)batch, instances) && (values == elements || values == batch);
    }

    /// <summary>Reads an array and returns its length, or -1 when it is none or holds a number that is not finite.</summary>
    private static int ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return -1;
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!ReadValue(ref reader))
            {
                return -1;
            }

            count++;
        }

        return count;
    }

    /// <summary>Walks one value to its end, looking at every number.</summary>
    private static bool ReadValue(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType == JsonTokenType.Number && !(reader.TryGetDouble(out var number) && double.IsFinite(number)))
            {
                return false;
            }

            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            {
                return true;
            }
        }
        while (reader.Read());

        return false;
    }
}
