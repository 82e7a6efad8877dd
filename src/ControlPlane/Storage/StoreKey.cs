namespace ModelServing.ControlPlane.Storage;

/// <summary>Names one stored object: <c>deployments.apps</c>, its namespace (empty for cluster-scoped kinds) and its name.</summary>
internal readonly record struct StoreKey(string Resource, string Namespace, string Name) : IComparable<StoreKey>
{
    public int CompareTo(StoreKey other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
