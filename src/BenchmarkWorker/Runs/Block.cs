using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One stretch of requests to one platform. <paramref name="Requests"/> is zero when time limits the run.</summary>
/// <param name="Schedule">When the requests of an open loop are sent: the same for every platform of a round.</param>
internal readonly record struct Block(int Platform, int Round, int Requests, TimeSpan? Duration, ArrivalSchedule? Schedule = null);
