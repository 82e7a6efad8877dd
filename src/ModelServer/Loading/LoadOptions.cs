namespace ModelServing.ModelServer.Loading;

/// <summary>How a version folder is loaded.</summary>
internal sealed record LoadOptions
{
    /// <summary>Gets the tags that the meta graph must carry, exactly.</summary>
    public IReadOnlyList<string> Tags { get; init; } = ["serve"];

    /// <summary>Gets the threads that one operation may use; 0 lets the runtime choose.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Gets the threads over which operations are spread; 0 lets the runtime choose.</summary>
    public int InterOpThreads { get; init; }

    /// <summary>Gets a value indicating whether the runtime may use all processors for one run.</summary>
    public bool MayUseAllThreads => IntraOpThreads == 0 && InterOpThreads == 0;
}
