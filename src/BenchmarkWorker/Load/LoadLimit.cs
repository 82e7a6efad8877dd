namespace ModelServing.BenchmarkWorker.Load;

/// <summary>When a closed loop stops sending: at a number of requests, after a time, or when both have been reached.</summary>
/// <param name="Requests">How many to send; zero when time alone decides.</param>
/// <param name="Duration">How long to send; null when the number alone decides.</param>
/// <param name="NeedsBoth">Whether the number and the time are both the least, rather than time the end.</param>
/// <param name="Longest">When to stop although one of the two has not been reached.</param>
internal sealed record LoadLimit(long Requests, TimeSpan? Duration = null, bool NeedsBoth = false, TimeSpan? Longest = null)
{
    /// <summary>Gets the time after which answers no longer belong to what is measured: null when the last answer ends it.</summary>
    public TimeSpan? Window => NeedsBoth || Requests > 0 ? null : Duration;

    /// <summary>Whether a request may still be sent.</summary>
    /// <param name="number">Its number, from zero.</param>
    /// <param name="elapsed">The time since the start.</param>
    public bool Allows(long number, TimeSpan elapsed) =>
        elapsed < (Longest ?? TimeSpan.MaxValue)
        && (NeedsBoth ? number < Requests || elapsed < Duration : (Requests == 0 || number < Requests) && (Duration is null || elapsed < Duration));
}
