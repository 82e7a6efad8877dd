using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Weights;

/// <summary>Tests that look at the memory of the whole process.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
