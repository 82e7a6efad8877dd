namespace ModelServing.Gateway.Graphs;

/// <summary>What a path of the executor means.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Method">The only method it takes besides OPTIONS; null for any.</param>
/// <param name="Name">The model or node in the path, if any.</param>
internal readonly record struct SeldonRoute(SeldonOperation Operation, string? Method, string? Name = null)
{
    /// <summary>Gets the value of the <c>service</c> label of the executor's metrics.</summary>
    public string Service => Operation switch
    {
        SeldonOperation.Predict => "predictions",
        SeldonOperation.Feedback => "feedback",
        SeldonOperation.NodeMetadata or SeldonOperation.GraphMetadata => "metadata",
        _ => "status",
    };

    /// <summary>Gets a value that says whether the executor counts and times it.</summary>
    public bool IsMeasured => Operation is not (SeldonOperation.Ready or SeldonOperation.Live);
}
