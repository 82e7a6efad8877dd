using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.ServerSide;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.ServerSide;

public class PrometheusPageTests
{
    private const string Page = """
        # TYPE :tensorflow:serving:request_latency histogram
        :tensorflow:serving:request_latency_bucket{model_name="m",API="predict",entrypoint="REST",le="1000"} 10
        :tensorflow:serving:request_latency_bucket{model_name="m",API="predict",entrypoint="REST",le="2000"} 90
        :tensorflow:serving:request_latency_bucket{model_name="m",API="predict",entrypoint="REST",le="+Inf"} 100
        :tensorflow:serving:request_latency_sum{model_name="m",API="predict",entrypoint="REST"} 150000
        :tensorflow:serving:request_latency_count{model_name="m",API="predict",entrypoint="REST"} 100
        :tensorflow:serving:request_latency_sum{model_name="m",API="Predict",entrypoint="GRPC",} 5e4 1700000000000
        :tensorflow:serving:request_latency_count{model_name="m",API="Predict",entrypoint="GRPC",} 100 1700000000000
        :tensorflow:serving:request_latency_count{model_name="other \"m\", \\n {x}=\"y\"",API="predict"} 7
        :tensorflow:serving:request_latency_count_of_something_else{model_name="m"} 1
        :tensorflow:serving:request_latency_count{model_name="m"
        :tensorflow:serving:request_latency_count{model_name="m",API="x"} many
        unlabelled_count 3
        """;

    private static LatencyBucketCounts Read(string name, string model) => PrometheusPage.Histogram(Page, name, labels => labels.GetValueOrDefault("model_name", "") == model, 0.001);

    [Fact]
    public void Histogram_SeriesOfAModel_AreAddedUpInMilliseconds()
    {
        var counts = Read(":tensorflow:serving:request_latency", "m");

        Assert.Equal((200, 200, 1), (counts.Count, counts.Sum, counts.Mean));
        Assert.Equal([(1, 10), (2, 90), (double.PositiveInfinity, 100)], counts.UpTo.Select(bucket => (bucket.Key, bucket.Value)));
    }

    [Fact]
    public void Histogram_LabelsThatAreEscaped_AreRead() => Assert.Equal(7, Read(":tensorflow:serving:request_latency", "other \"m\", \\n {x}=\"y\"").Count);

    [Fact]
    public void Histogram_WithoutLabels_IsRead() => Assert.Equal(3, Read("unlabelled", "").Count);

    [Theory]
    [InlineData("")]
    [InlineData("<html>not found</html>")]
    [InlineData("m_count{")]
    [InlineData("m_count{a=\"")]
    [InlineData("m_count{a=\"b\\")]
    [InlineData("m_count}")]
    [InlineData("m_count{a=\"b\"} ")]
    [InlineData("m_bucket{le=\"x\"} 1")]
    public void Histogram_WhatIsNoPage_CountsNothing(string page) => Assert.Equal((0, null, 0), PrometheusPage.Histogram(page, "m", _ => true, 1) is var counts ? (counts.Count, counts.Mean, counts.UpTo.Count) : default);

    [Theory]
    [InlineData(0.05, 0.0, 1.0)]
    [InlineData(0.5, 1.0, 2.0)]
    [InlineData(0.9, 1.0, 2.0)]
    [InlineData(0.95, 2.0, null)]
    public void Bounds_OfAShare_AreThoseOfItsBucket(double quantile, double low, double? high)
    {
        var counts = new LatencyBucketCounts(100, 150, new Dictionary<double, double> { [double.PositiveInfinity] = 100, [2] = 90, [1] = 10 });

        Assert.Equal(new Estimate(null, low, high), counts.Bounds(quantile));
        Assert.Equal(new Estimate(null, low, high), counts.Plus(counts).Since(counts).Bounds(quantile));
    }

    [Fact]
    public void Bounds_OfNothing_AreUnknown() => Assert.Null(LatencyBucketCounts.None.Bounds(0.5));
}
