namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>The highest rate at which a platform keeps its latency limit.</summary>
/// <param name="Platform">The platform's name.</param>
/// <param name="Objective">The limit in words: <c>p99 &lt; 20 ms</c>.</param>
/// <param name="Rate">Requests a second that were confirmed; null when not even the lowest rate kept the limit.</param>
/// <param name="FailedAbove">The lowest rate that did not keep it; null when none was found.</param>
/// <param name="Steps">Every rate that was tried, in order.</param>
internal sealed record Saturation(string Platform, string Objective, double? Rate, double? FailedAbove, IReadOnlyList<SaturationStep> Steps);

/// <summary>One rate of the search.</summary>
/// <param name="Rate">Requests a second offered.</param>
/// <param name="Passed">Whether the limit was kept.</param>
/// <param name="IsConfirmation">Whether it repeats a rate that the search had found.</param>
/// <param name="Quantile">The limited percentile in milliseconds; null when nothing answered.</param>
/// <param name="Requests">Requests it took to decide.</param>
/// <param name="Reason">What decided it, in words.</param>
internal sealed record SaturationStep(double Rate, bool Passed, bool IsConfirmation, double? Quantile, long Requests, string Reason);
