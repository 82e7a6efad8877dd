using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Numbers in JSON nodes: parsed ones convert to what holds them, those set in code only to their own type.</summary>
internal static class JsonNumbers
{
    public static bool TryInteger(JsonNode? node, out long value)
    {
        value = 0;
        if (node is not JsonValue scalar || scalar.GetValueKind() != JsonValueKind.Number)
        {
            return false;
        }

        if (scalar.TryGetValue(out value))
        {
            return true;
        }

        if (scalar.TryGetValue<int>(out var small))
        {
            value = small;
            return true;
        }

        if (TryNumber(node, out var number) && number == Math.Floor(number) && Math.Abs(number) < 9e18)
        {
            value = (long)number;
            return true;
        }

        return false;
    }

    public static bool TryNumber(JsonNode? node, out double value)
    {
        value = 0;
        if (node is not JsonValue scalar || scalar.GetValueKind() != JsonValueKind.Number)
        {
            return false;
        }

        if (scalar.TryGetValue(out value))
        {
            return true;
        }

        if (scalar.TryGetValue<long>(out var large))
        {
            value = large;
            return true;
        }

        if (scalar.TryGetValue<int>(out var small))
        {
            value = small;
            return true;
        }

        return false;
    }
}
