namespace ModelServing.ModelServer.Rest;

/// <summary>What a request under <c>/v1</c> asks for.</summary>
internal enum RestVerb
{
    Malformed,
    MissingModel,
    BadVersion,
    Status,
    Metadata,
    Predict,
    Classify,
    Regress,
}
