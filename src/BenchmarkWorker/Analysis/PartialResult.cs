using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>What is left of a run that was stopped early.</summary>
internal static class PartialResult
{
    public const string Sentence = "The run was stopped before its end: this is what was measured until then.";

    /// <summary>Requests in flight when the run was stopped were taken back: they are neither answers nor failures.</summary>
    public static BlockResult WithoutWithdrawn(BlockResult block)
    {
        long[] failures = [.. block.Failures];
        var withdrawn = failures[FailureKind.Cancelled.Index];
        failures[FailureKind.Cancelled.Index] = 0;
        return block with { Issued = block.Issued - withdrawn, Failures = failures };
    }

    public static PlatformResult[] Mark(PlatformResult[] platforms) =>
        Array.ConvertAll(platforms, platform => platform with { Validity = platform.Validity with { Reservations = [.. platform.Validity.Reservations, $"the run was stopped after {platform.Blocks.Count} {(platform.Blocks.Count == 1 ? "block" : "blocks")}"] } });
}
