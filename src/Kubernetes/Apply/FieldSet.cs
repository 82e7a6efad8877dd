using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>A set of fields of an object, as a tree; not changed once it is made.</summary>
public sealed class FieldSet : IEquatable<FieldSet>
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Gets a value that says whether the set holds nothing.</summary>
    public bool IsEmpty => !IsMember && _children.Count == 0;

    /// <summary>Gets the fields below, by path element: <c>f:name</c>, <c>k:{"name":"main"}</c>, <c>v:"value"</c>.</summary>
    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    /// <summary>Gets a value that says whether the field at this place is itself in the set.</summary>
    public bool IsMember { get; internal set; }

    /// <summary>Reads <c>fieldsV1</c>.</summary>
    /// <param name="fields">The JSON.</param>
    /// <param name="set">The set.</param>
    public static bool TryRead(JsonObject fields, out FieldSet set)
    {
        set = new FieldSet();
        foreach (var (element, below) in fields)
        {
            if (element == PathElement.Presence)
            {
                set.IsMember = true;
            }
            else if (PathElement.IsValid(element) && below is JsonObject nested && TryRead(nested, out var child))
            {
                child.IsMember |= nested.Count == 0;
                set.Put(element, child);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the set as <c>fieldsV1</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && _children.Count > 0)
        {
            json[PathElement.Presence] = new JsonObject();
        }

        foreach (var (element, child) in _children)
        {
            json[element] = child.ToJson();
        }

        return json;
    }

    /// <summary>Gives what either set holds.</summary>
    /// <param name="other">The other set.</param>
    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return IsEmpty ? other : this;
        }

        var union = new FieldSet { IsMember = IsMember || other.IsMember };
        foreach (var (element, child) in _children)
        {
            union.Put(element, other._children.TryGetValue(element, out var twin) ? child.Union(twin) : child);
        }

        foreach (var (element, child) in other._children.Where(pair => !_children.ContainsKey(pair.Key)))
        {
            union.Put(element, child);
        }

        return union;
    }

    /// <summary>Gives what this set holds and the other does not; what lies below a field of the other stays.</summary>
    /// <param name="other">The other set.</param>
    public FieldSet Difference(FieldSet other)
    {
        var difference = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (element, child) in _children)
        {
            difference.Put(element, other._children.TryGetValue(element, out var twin) ? child.Difference(twin) : child);
        }

        return difference;
    }

    /// <summary>Gives what both sets hold.</summary>
    /// <param name="other">The other set.</param>
    public FieldSet Intersection(FieldSet other)
    {
        var intersection = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (element, child) in _children)
        {
            if (other._children.TryGetValue(element, out var twin))
            {
                intersection.Put(element, child.Intersection(twin));
            }
        }

        return intersection;
    }

    /// <summary>Gives the paths of all members as messages show them: <c>.spec.containers[name="main"].image</c>.</summary>
    public IEnumerable<string> Paths() => Paths("");

    /// <inheritdoc/>
    public bool Equals(FieldSet? other) => other is not null && IsMember == other.IsMember && _children.Count == other._children.Count
        && _children.All(pair => other._children.TryGetValue(pair.Key, out var twin) && pair.Value.Equals(twin));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsMember, _children.Count, _children.Keys.FirstOrDefault());

    /// <summary>Gives the set with the structures around its members as members: a structure lasts as long as something in it is owned.</summary>
    internal FieldSet WithStructures(IMergeSchema schema)
    {
        var all = new FieldSet { IsMember = IsMember };
        foreach (var (element, child) in _children)
        {
            var declared = element[0] == 'f' ? schema.Declared(element[2..]) : null;
            var below = child.WithStructures(declared ?? (element[0] == 'f' ? schema.Values : schema.Items) ?? DeducedMergeSchema.Instance);
            below.IsMember |= declared is not null;
            all.Put(element, below);
        }

        return all;
    }

    internal void Put(string element, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            _children[element] = child;
        }
    }

    internal void Insert(IEnumerable<string> path)
    {
        var at = this;
        foreach (var element in path)
        {
            if (!at._children.TryGetValue(element, out var child))
            {
                at._children[element] = child = new FieldSet();
            }

            at = child;
        }

        at.IsMember = true;
    }

    private IEnumerable<string> Paths(string prefix) => _children.SelectMany(pair =>
    {
        var path = prefix + PathElement.Display(pair.Key);
        var below = pair.Value.Paths(path);
        return pair.Value.IsMember ? below.Prepend(path) : below;
    });
}
