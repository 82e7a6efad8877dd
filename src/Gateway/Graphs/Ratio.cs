using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelServing.Gateway.Graphs;

/// <summary>The share of a random split's first child.</summary>
/// <remarks>ratioA counts only when it is the one and only parameter; anything else is an even split, as upstream has it.</remarks>
internal readonly record struct Ratio(float Value, string? Error)
{
    public static Ratio Parse(JsonArray? parameters)
    {
        if (parameters is not [JsonObject only] || only["name"]?.GetValue<string>() != "ratioA")
        {
            return new(0.5f, null);
        }

        var text = only["value"]?.GetValue<string>() ?? "";
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new(value, null)
            : new(0.5f, $"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
    }
}
