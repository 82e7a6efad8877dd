namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One stretch of requests to one platform. <paramref name="Requests"/> is zero when time limits the run.</summary>
internal readonly record struct Block(int Platform, int Round, int Requests, TimeSpan? Duration);
