using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>What went wrong with one request.</summary>
/// <param name="Problem">One line for people: what the answer or the broken connection looked like.</param>
internal sealed record Failure(FailureKind Kind, string Problem);
