using ModelServing.Inference.Json;

namespace ModelServing.Inference.Rest;

/// <summary>Writes lists of JSON numbers as elements of one type; false as soon as one is of another kind or too large.</summary>
internal static class NumberLists
{
    public static bool TryWrite(ReadOnlySpan<JsonNode> values, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (!values[i].IsNumber)
            {
                return false;
            }

            target[i] = (float)values[i].AsDouble();
        }

        return true;
    }

    public static bool TryWrite(ReadOnlySpan<JsonNode> values, Span<double> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (!values[i].IsNumber)
            {
                return false;
            }

            target[i] = values[i].AsDouble();
        }

        return true;
    }

    public static bool TryWrite(ReadOnlySpan<JsonNode> values, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (values[i].Kind != JsonKind.Int64 || values[i].Bits is < int.MinValue or > int.MaxValue)
            {
                return false;
            }

            target[i] = (int)values[i].Bits;
        }

        return true;
    }

    public static bool TryWrite(ReadOnlySpan<JsonNode> values, Span<long> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (values[i].Kind != JsonKind.Int64)
            {
                return false;
            }

            target[i] = values[i].Bits;
        }

        return true;
    }
}
