namespace ModelServing.BenchmarkWorker.Search;

/// <summary>What is known about a rate so far.</summary>
internal enum RaceState
{
    Undecided,
    Keeps,
    Breaks,
}
