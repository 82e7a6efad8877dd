using Xunit.Sdk;
using Xunit.v3;

namespace ModelServing.EndToEnd.Tests;

/// <summary>Runs the test classes in the order of their names, so that the one that stops the graph comes last.</summary>
public sealed class ByName : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}
