namespace ModelServing.ModelServer.Loading;

/// <summary>An output that callers get by its alias.</summary>
internal sealed record SignatureOutput(string Alias, string Name);
