namespace ModelServing.ModelServer.Serving;

/// <summary>Which servable a request is for: a version, a label, or the newest version.</summary>
internal readonly record struct ServableRequest(string Name, long? Version = null, string? Label = null)
{
    /// <summary>Writes the request as "not found" messages show it: <c>Latest(name)</c> or <c>Specific(name, 5)</c>.</summary>
    public override string ToString() => Version is { } version ? $"Specific({Name}, {version})" : $"Latest({Name})";
}
