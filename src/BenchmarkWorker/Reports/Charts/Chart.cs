using ScottPlot;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>One chart, not yet drawn.</summary>
/// <param name="Name">What it is called in ids and files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Description">Its content in words and figures, for those who do not see it.</param>
/// <param name="Plot">The drawing.</param>
/// <param name="Height">How high it wants to be; every chart is <see cref="Width"/> wide.</param>
internal sealed record Chart(string Name, string Title, string Description, Plot Plot, int Height = 300) : IDisposable
{
    /// <summary>About a phone's width, so that its text stays legible there.</summary>
    public const int Width = 440;

    public void Dispose() => Plot.Dispose();
}
