using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>The fields of a kind or of a structure inside it, read from its class.</summary>
public sealed class ObjectSchema
{
    private static readonly ConcurrentDictionary<Type, ObjectSchema> Schemas = new();

    private ObjectSchema(Type type)
    {
        Type = type;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        IsOpen = properties.Any(property => property.GetCustomAttribute<JsonExtensionDataAttribute>() is not null);
        Fields = properties.Where(IsField).Select(Field).ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets the class.</summary>
    public Type Type { get; }

    /// <summary>Gets a value that says whether the structure also keeps fields it does not know.</summary>
    public bool IsOpen { get; }

    /// <summary>Gets the fields by JSON name.</summary>
    public IReadOnlyDictionary<string, FieldSchema> Fields { get; }

    /// <summary>Gets a class's schema.</summary>
    /// <param name="type">The class.</param>
    public static ObjectSchema Of(Type type) => Schemas.GetOrAdd(type, static key => new ObjectSchema(key));

    private static bool IsField(PropertyInfo property) =>
        property.GetIndexParameters().Length == 0
        && property.GetCustomAttribute<JsonExtensionDataAttribute>() is null
        && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always };

    private FieldSchema Field(PropertyInfo property)
    {
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        return new(name, FieldType.Of(property.PropertyType), MergeKeys.Of(Type, name), MergeKeys.Retains(Type, name));
    }
}
