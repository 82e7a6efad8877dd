namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Sees a request end.</summary>
/// <param name="number">The request's number in its block.</param>
/// <param name="elapsedTicks">Its latency, from when it was meant to be sent.</param>
/// <param name="isAnswer">Whether it succeeded.</param>
internal delegate void Observation(long number, long elapsedTicks, bool isAnswer);
