namespace ModelServing.BenchmarkWorker.Advice.Narration;

/// <summary>A figure that a narration may cite.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Owners">The labels that a sentence must name to cite it; empty for a figure of the run.</param>
internal readonly record struct NarrationFigure(double Value, NarrationUnit Unit, params string[] Owners);

internal enum NarrationUnit
{
    Platforms,
    Blocks,
    Comparisons,
    Requests,
    Milliseconds,
    PerSecond,
    Percent,
    Ratio,
}
