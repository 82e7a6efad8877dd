using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>The type of a field, of a list's items or of a map's values.</summary>
/// <param name="Shape">What JSON it is.</param>
/// <param name="Format">OpenAPI's format, or null.</param>
/// <param name="Element">The type of items or values, or null.</param>
/// <param name="StructureType">The class with the known fields, or null.</param>
public sealed record FieldType(FieldShape Shape, string? Format = null, FieldType? Element = null, Type? StructureType = null)
{
    private static readonly Dictionary<Type, FieldType> Scalars = new()
    {
        [typeof(string)] = new(FieldShape.Text),
        [typeof(byte[])] = new(FieldShape.Text, "byte"),
        [typeof(DateTime)] = new(FieldShape.Text, "date-time"),
        [typeof(DateTimeOffset)] = new(FieldShape.Text, "date-time"),
        [typeof(int)] = new(FieldShape.Integer, "int32"),
        [typeof(long)] = new(FieldShape.Integer, "int64"),
        [typeof(double)] = new(FieldShape.Number, "double"),
        [typeof(float)] = new(FieldShape.Number, "float"),
        [typeof(bool)] = new(FieldShape.Boolean),
        [typeof(IntOrString)] = new(FieldShape.IntegerOrText, "int-or-string"),
        [typeof(ResourceQuantity)] = new(FieldShape.IntegerOrText, "quantity"),
    };

    /// <summary>Gets the structure's fields; only for <see cref="FieldShape.Structure"/>.</summary>
    public ObjectSchema Structure => ObjectSchema.Of(StructureType ?? throw new InvalidOperationException($"{Shape} has no fields"));

    internal static FieldType Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        if (type.IsEnum)
        {
            return new(FieldShape.Text);
        }

        if (typeof(JsonNode).IsAssignableFrom(type) || !type.IsClass && !type.IsInterface)
        {
            return new(FieldShape.Any);
        }

        if (ItemType(type, typeof(IDictionary<,>), 1) is { } value)
        {
            return new(FieldShape.Map, Element: Of(value));
        }

        if (ItemType(type, typeof(IEnumerable<>), 0) is { } item)
        {
            return new(FieldShape.List, Element: Of(item));
        }

        return type.Assembly == typeof(V1Pod).Assembly || type.Assembly == typeof(FieldType).Assembly
            ? new(FieldShape.Structure, StructureType: type)
            : new(FieldShape.Any);
    }

    private static Type? ItemType(Type type, Type definition, int argument) =>
        type.GetInterfaces().Append(type)
            .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition)
            ?.GetGenericArguments()[argument];
}
