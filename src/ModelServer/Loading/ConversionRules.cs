using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading;

/// <summary>What a signature says about the conversion of its graph, to the model and to all subgraphs.</summary>
/// <param name="TryConvertSource">Handles values that come from outside the graph, or from nowhere.</param>
/// <param name="IsFed">Says whether callers give the value, whatever the graph makes of it.</param>
/// <param name="IsGivenUp">Says whether the walk goes on only to name everything that is not supported.</param>
internal sealed record ConversionRules(Func<Edge, bool> TryConvertSource, Func<Edge, bool> IsFed, Func<bool> IsGivenUp);
