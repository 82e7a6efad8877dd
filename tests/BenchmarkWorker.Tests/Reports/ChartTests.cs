using System.Xml.Linq;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Reports.Charts;
using ScottPlot;
using SkiaSharp;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

public class ChartTests
{
    public static TheoryData<string> StateNames => [.. States.Names];

    [Theory]
    [MemberData(nameof(StateNames))]
    public void Charts_EveryState_HaveInkWordsAndAnSvgThatParses(string state)
    {
        var charts = ChartSet.Of(States.Of(state));

        Assert.Superset(new HashSet<string> { "throughput", "latency", "errors", "latency-over-throughput", "concurrency", "distribution" }, charts.Select(chart => chart.Name).ToHashSet());
        Assert.All(charts, chart =>
        {
            using (chart)
            {
                using var bitmap = SKBitmap.Decode(ChartImages.Png(chart));
                Assert.True(bitmap.Pixels.Count(pixel => pixel.Red < 128) > 500, $"{chart.Name} is empty");
                var svg = XDocument.Parse(ChartSvg.Inline(chart)).Root;
                Assert.Equal($"{chart.Title}. ", svg?.Attribute("aria-label")?.Value[..(chart.Title.Length + 2)]);
                Assert.True(svg?.Descendants().Count(element => element.Name.LocalName == "text") > 3, $"{chart.Name} has no text");
            }
        });
    }

    [Fact]
    public void Charts_WithoutTheMachinesFonts_HaveTheirOwn()
    {
        using var chart = PlatformCharts.Throughput(Outcomes.ThreeHealthy.Platforms);

        Assert.Equal(ReportFont.Family, chart.Plot.Axes.Title.Label.FontName);
        Assert.Equal("DejaVu Sans", ScottPlot.Fonts.GetTypeface(ReportFont.Family, bold: false, italic: false).FamilyName);
        Assert.Equal(ReportFont.Family, ReportFont.FamilyFor(["tensorflow — p99 ≤ 20 µs ×∞"]));
    }

    [Fact]
    public async Task Marks_DrawnWhileGarbageIsCollected_KeepWhatTheyDraw()
    {
        using var plot = new Plot();
        foreach (var shape in Enumerable.Range(0, 10).Select(platform => ChartTheme.Marker(platform, platform >= 5)).Append(MarkerShape.Eks).Append(MarkerShape.VerticalBar))
        {
            ChartMark.Apply(plot.Add.Marker(1, (int)shape, shape, 8).MarkerStyle);
        }

        var isDrawn = false;
        var collecting = Task.Run(Collect, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3000; i++)
        {
            Assert.NotEmpty(plot.GetSvgXml(100, 100));
        }

        Volatile.Write(ref isDrawn, true);
        await collecting;

        void Collect()
        {
            while (!Volatile.Read(ref isDrawn) && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Fact]
    public void Svg_OfSeveralCharts_SharesNoId()
    {
        var charts = ChartSet.Of(Outcomes.Loaded);

        var ids = charts.SelectMany(chart => XDocument.Parse(ChartSvg.Inline(chart)).Descendants().Attributes("id")).Select(attribute => attribute.Value).ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct().Order(), ids.Order());
    }

    [Fact]
    public void Svg_OnAPage_TakesItsColoursFromThePage()
    {
        using var chart = PlatformCharts.Throughput(Outcomes.ThreeHealthy.Platforms);

        var svg = ChartSvg.Inline(chart);

        Assert.Contains("var(--chart-series-0)", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(ChartTheme.Ink, svg, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Percentiles_OfAHistogram_FollowIt()
    {
        var curve = TimeCharts.Curve(HistogramText.Read(Outcomes.Histogram(5, 1000))).ToList();

        Assert.Equal(2.5, curve[0].Latency, 0.1);
        Assert.Equal(8, curve.MinBy(point => Math.Abs(point.Nines - 1)).Latency, 0.1);
        Assert.Equal(15, curve.MinBy(point => Math.Abs(point.Nines - 2)).Latency, 0.2);
        Assert.Equal(3, curve[^1].Nines, 0.05);
    }

    [Theory]
    [InlineData("a\u0007\nb", "a  b")]
    [InlineData("a-name-of-far-more-than-twenty-letters", "a-name-of-far-more-…")]
    [InlineData("tensorflow", "tensorflow")]
    public void Label_OfAName_Fits(string name, string expected) => Assert.Equal(expected, PlatformRows.Label(name));
}
