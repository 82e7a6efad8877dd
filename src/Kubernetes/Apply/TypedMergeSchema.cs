using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.Kubernetes.Apply;

/// <summary>A built-in kind or a structure inside it, read from its class and from <see cref="MergeTopology"/>.</summary>
public sealed class TypedMergeSchema : IMergeSchema
{
    private static readonly ConcurrentDictionary<Type, TypedMergeSchema> Structures = new();

    private readonly FieldType _type;
    private readonly ListTopology? _list;
    private readonly ConcurrentDictionary<string, IMergeSchema?> _fields = new(StringComparer.Ordinal);

    private TypedMergeSchema(FieldType type, ListTopology? list, bool isAtomic)
    {
        _type = type;
        _list = list;
        Form = type.Shape switch
        {
            _ when isAtomic => MergeForm.Leaf,
            FieldShape.Structure or FieldShape.Map => MergeForm.Members,
            FieldShape.List when list is not null => list.Keys.Count == 0 ? MergeForm.Set : MergeForm.Keyed,
            _ => MergeForm.Leaf,
        };
        Items = type is { Shape: FieldShape.List, Element: { } item } ? Of(item, null, false) : LeafMergeSchema.Instance;
        Values = type switch
        {
            { Shape: FieldShape.Map, Element: { } value } => Of(value, null, false),
            { Shape: FieldShape.Structure } when type.Structure.IsOpen => DeducedMergeSchema.Instance,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public MergeForm Form { get; }

    /// <inheritdoc/>
    public IMergeSchema? Values { get; }

    /// <inheritdoc/>
    public IMergeSchema Items { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => _list?.Keys ?? [];

    /// <summary>Gives the schema of a kind or structure.</summary>
    /// <param name="type">Its class.</param>
    public static TypedMergeSchema Of(Type type) => Structures.GetOrAdd(
        type, static key => new TypedMergeSchema(new FieldType(FieldShape.Structure, StructureType: key), null, MergeTopology.IsAtomic(key)));

    /// <inheritdoc/>
    public IMergeSchema? Declared(string name) =>
        _type.Shape == FieldShape.Structure ? _fields.GetOrAdd(name, static (field, owner) => owner.Find(field), this) : null;

    /// <inheritdoc/>
    public JsonNode? KeyDefault(string key) => _list?.Default(key);

    private static IMergeSchema Of(FieldType type, ListTopology? list, bool isAtomic) => type switch
    {
        { Shape: FieldShape.Structure, StructureType: { } structure } when !isAtomic => Of(structure),
        { Shape: FieldShape.Any } => DeducedMergeSchema.Instance,
        _ => new TypedMergeSchema(type, list, isAtomic),
    };

    private IMergeSchema? Find(string name) => _type.Structure.Fields.TryGetValue(name, out var field)
        ? Of(field.Type, MergeTopology.ListOf(_type.Structure.Type, name), MergeTopology.IsAtomic(_type.Structure.Type, name))
        : null;
}
