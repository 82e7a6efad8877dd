namespace ModelServing.ModelServer.Batching;

/// <summary>How the requests of one model version are put together.</summary>
internal sealed record BatchingOptions
{
    /// <summary>Gets the rows that one request may have.</summary>
    public long MaxBatchSize { get; init; } = 1000;

    /// <summary>Gets the rows that one run may have; less than <see cref="MaxBatchSize"/> only where requests are split.</summary>
    public long MaxExecutionBatchSize { get; init; } = 1000;

    /// <summary>Gets the age at which a batch goes although it is not full; zero means as soon as a thread is free.</summary>
    public TimeSpan BatchTimeout { get; init; }

    /// <summary>Gets the batches that may wait in one queue, the one being filled included.</summary>
    public long MaxEnqueuedBatches { get; init; } = 10;

    /// <summary>Gets the sizes that runs are padded to, smallest first; empty where any size may run.</summary>
    public IReadOnlyList<long> AllowedBatchSizes { get; init; } = [];

    /// <summary>Gets a value indicating whether inputs that differ beyond the first dimension are brought to the same shape.</summary>
    public bool PadVariableLengthInputs { get; init; }

    /// <summary>Gets a value indicating whether a request may be spread over several runs.</summary>
    public bool SplitLargeRequests { get; init; }

    /// <summary>Gets the rows a run over so many rows is padded to.</summary>
    public long PaddedSize(long rows)
    {
        foreach (var allowed in AllowedBatchSizes)
        {
            if (allowed >= rows)
            {
                return allowed;
            }
        }

        return rows;
    }
}
