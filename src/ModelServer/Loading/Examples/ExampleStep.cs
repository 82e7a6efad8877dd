namespace ModelServing.ModelServer.Loading.Examples;

/// <summary>Turns a vector of serialized examples into one tensor for each dense feature.</summary>
internal sealed record ExampleStep(string Source, IReadOnlyList<DenseFeature> Features);
