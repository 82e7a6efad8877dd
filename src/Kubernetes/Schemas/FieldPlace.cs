namespace ModelServing.Kubernetes.Schemas;

/// <summary>Where a value lies: a chain, of which texts are made only for what is wrong there.</summary>
internal sealed class FieldPlace
{
    private readonly FieldPlace? _parent;
    private readonly string? _field;
    private readonly string _step;
    private readonly int? _index;

    private FieldPlace(FieldPlace? parent, Type owner, string? field, string step, int? index = null)
    {
        (_parent, Owner, _field, _step, _index) = (parent, owner, field, step, index);
    }

    /// <summary>Gets the structure whose field the value is, or is inside of.</summary>
    public Type Owner { get; }

    /// <summary>Gets the place for people, with indices and keys.</summary>
    public string Path => _parent is null ? _step : _index is { } index ? $"{_parent.Path}[{index}]" : $"{_parent.Path}.{_step}";

    /// <summary>Gets the fields alone, as Go's decoder names the place.</summary>
    public string Fields => _field is null ? _parent?.Fields ?? "" : _parent is null ? _field : $"{_parent.Fields}.{_field}";

    public static FieldPlace Field(FieldPlace? parent, Type owner, string name) => new(parent, owner, name, name);

    public FieldPlace Key(string key) => new(this, Owner, null, key);

    public FieldPlace Item(int index) => new(this, Owner, null, "", index);
}
