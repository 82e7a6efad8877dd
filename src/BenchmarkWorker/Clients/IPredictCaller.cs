namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>One user of a client, with buffers of its own: a request at a time. Whoever is done gives its place on a connection back.</summary>
internal interface IPredictCaller : IDisposable
{
    /// <summary>Sends the payload whose turn it is and reads the whole answer; that is what latency is. Returns what broke on the way, or null.</summary>
    /// <param name="number">The request's number, which chooses the payload.</param>
    /// <param name="traceParent">The span to continue, if the request is traced.</param>
    /// <param name="cancellationToken">Ends the request, which is then a <see cref="Load.FailureKind.Deadline"/>.</param>
    ValueTask<Failure?> SendAsync(long number, string? traceParent, CancellationToken cancellationToken);

    /// <summary>Judges the answer that was read last, when the clock has stopped. Returns what is wrong with it, or null.</summary>
    Failure? Judge(long number);
}
