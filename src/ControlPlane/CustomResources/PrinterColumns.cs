using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Printing;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The columns that a definition asks for, after the name; the age where it asks for none.</summary>
internal static class PrinterColumns
{
    public static Column[] Read(JsonElement version)
    {
        var columns = version.Items("additionalPrinterColumns").Select(Column).OfType<Column>().ToList();
        return [Columns.Name, .. columns.Count == 0 ? [Columns.Age] : columns];
    }

    private static Column? Column(JsonElement json)
    {
        if (!JsonPath.TryParse(json.Text("jsonPath"), out var path))
        {
            return null;
        }

        var type = json.Text("type");
        return new Column(json.Text("name"), (value, now) => Cell(path.Find(value), type, now))
        {
            Type = type,
            Format = json.Text("format"),
            Description = json.Text("description"),
            Priority = (int)json.Number("priority"),
        };
    }

    private static JsonNode? Cell(IEnumerable<JsonElement> found, string type, DateTimeOffset now)
    {
        foreach (var value in found)
        {
            return (type, value.ValueKind) switch
            {
                ("date", JsonValueKind.String) => Ages.Since(value.ScalarText(), now),
                ("integer", JsonValueKind.Number) => value.TryGetInt64(out var integer) ? integer : (long)value.GetDouble(),
                ("number", JsonValueKind.Number) => value.GetDouble(),
                ("boolean", JsonValueKind.True) => true,
                ("boolean", JsonValueKind.False) => false,
                ("string", JsonValueKind.Object or JsonValueKind.Array) => value.GetRawText(),
                ("string", _) => value.ScalarText(),
                _ => null,
            };
        }

        return null;
    }
}
