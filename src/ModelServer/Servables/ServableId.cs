namespace ModelServing.ModelServer.Servables;

/// <summary>One version of one model.</summary>
internal readonly record struct ServableId(string Name, long Version)
{
    public override string ToString() => $"{{name: {Name} version: {Version}}}";
}
