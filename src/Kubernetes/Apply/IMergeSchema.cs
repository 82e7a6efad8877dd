using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>What server-side apply has to know of a value: what of it is owned separately.</summary>
public interface IMergeSchema
{
    /// <summary>Gets how the value is owned. A value of another JSON type than the form asks for is a leaf.</summary>
    MergeForm Form { get; }

    /// <summary>Gets the schema of a map's values or a structure's undeclared members; null where there may be none.</summary>
    IMergeSchema? Values { get; }

    /// <summary>Gets the schema of a list's items.</summary>
    IMergeSchema Items { get; }

    /// <summary>Gets the members that name an item of a <see cref="MergeForm.Keyed"/> list.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>Gives the schema of a declared member; null for others.</summary>
    /// <param name="name">The member's JSON name.</param>
    IMergeSchema? Declared(string name);

    /// <summary>Gives what a key that an item leaves out stands for; null where it may not be left out.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    JsonNode? KeyDefault(string key);
}
