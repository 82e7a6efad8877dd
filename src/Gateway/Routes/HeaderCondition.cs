namespace ModelServing.Gateway.Routes;

/// <summary>A condition on a request header; without a value condition the header only has to be there.</summary>
internal sealed record HeaderCondition(string Name, StringCondition? Value)
{
    public bool Matches(IHeaderDictionary headers) =>
        headers.TryGetValue(Name, out var values) && (Value is null || Value.Matches(values.ToString()));
}
