using System.Text.Json;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Reads the predicted label out of an answer.</summary>
/// <remarks>
/// <c>{"predictions":[p]}</c> where p is the label, a list of scores (the largest wins), or an object with <c>classes</c> or
/// <c>probabilities</c>.
/// </remarks>
internal static class PredictedLabel
{
    public static bool TryRead(ReadOnlyMemory<byte> answer, out int label)
    {
        label = -1;
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("predictions", out var predictions)
                && predictions.ValueKind == JsonValueKind.Array && predictions.GetArrayLength() > 0
                && TryRead(predictions[0], out label);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryRead(JsonElement prediction, out int label)
    {
        label = -1;
        switch (prediction.ValueKind)
        {
            case JsonValueKind.Number:
                label = (int)prediction.GetDouble();
                return true;
            case JsonValueKind.Array:
                return TryArgMax(prediction, out label);
            case JsonValueKind.Object:
                return (prediction.TryGetProperty("classes", out var found) || prediction.TryGetProperty("probabilities", out found)) && TryRead(found, out label);
            default:
                return false;
        }
    }

    private static bool TryArgMax(JsonElement scores, out int label)
    {
        var (index, best) = (0, double.NegativeInfinity);
        label = -1;
        foreach (var score in scores.EnumerateArray())
        {
            if (score.ValueKind != JsonValueKind.Number)
            {
                return false;
            }

            if (score.GetDouble() > best)
            {
                (best, label) = (score.GetDouble(), index);
            }

            index++;
        }

        return label >= 0;
    }
}
