namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>One block, as the comparison uses it.</summary>
internal sealed record BlockSummary(int Round, long Issued, long Succeeded, double ElapsedSeconds, double Throughput, double? P50, double? P99, double? P999 = null);
