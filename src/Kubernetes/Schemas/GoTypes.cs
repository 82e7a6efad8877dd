using System.Text.Json;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>Types by their Go names, by which the API server's messages call them: <c>int32</c>, <c>[]v1.Container</c>, <c>map[string]string</c>.</summary>
internal static class GoTypes
{
    private const string CoreEvent = "Corev1Event";

    public static string Of(FieldType type) => type.Shape switch
    {
        FieldShape.Text when type.Format == "byte" => "[]uint8",
        FieldShape.Text => "string",
        FieldShape.Boolean => "bool",
        FieldShape.Integer => type.Format ?? "int64",
        FieldShape.Number => "float64",
        FieldShape.List => $"[]{Of(type.Element ?? Any)}",
        FieldShape.Map => $"map[string]{Of(type.Element ?? Any)}",
        FieldShape.Structure => $"{Package(type.Structure.Type)}.{StructureName(type.Structure.Type)}",
        _ => "interface {}",
    };

    /// <summary>Gives a structure's name without its version: <c>V1PodSpec</c> is a <c>PodSpec</c>.</summary>
    public static string StructureName(Type type) => type.Name switch
    {
        CoreEvent => "Event",
        ['V', >= '0' and <= '9', .. var name] => name,
        var name => name,
    };

    public static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "object",
    };

    private static readonly FieldType Any = new(FieldShape.Any);

    private static string Package(Type type) => type.Name is ['V', var version and >= '0' and <= '9', ..] ? $"v{version}" : "v1";
}
