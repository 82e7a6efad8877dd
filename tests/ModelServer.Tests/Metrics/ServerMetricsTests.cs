using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using Xunit;

namespace ModelServing.ModelServer.Tests.Metrics;

public class ServerMetricsTests
{
    [Fact]
    public void Page_WithoutRequests_ListsTypesOnly()
    {
        var page = new ServerMetrics().Page();

        Assert.All(page.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("# TYPE :tensorflow:", line));
        Assert.Contains("# TYPE :tensorflow:serving:request_count counter\n", page);
        Assert.Contains("# TYPE :tensorflow:serving:runtime_latency histogram\n", page);
    }

    [Fact]
    public void Page_AfterRequests_CountsThem()
    {
        var metrics = new ServerMetrics();
        metrics.Request("a\"b", "predict", "REST", ErrorCode.Ok, TimeSpan.FromMicroseconds(18));
        metrics.Request("c", "predict", "REST", ErrorCode.NotFound, TimeSpan.FromMicroseconds(18));
        metrics.Run("a", "Predict", TimeSpan.FromMicroseconds(5));
        var page = metrics.Page();

        Assert.Contains(":tensorflow:serving:request_count{model_name=\"a\\\"b\",status=\"OK\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_count{model_name=\"c\",status=\"NOT_FOUND\"} 1\n", page);
        // Upper bounds are exclusive: 18 is not below 18.
        Assert.Contains(":tensorflow:serving:request_latency_bucket{model_name=\"a\\\"b\",API=\"predict\",entrypoint=\"REST\",le=\"18\"} 0\n", page);
        Assert.Contains("entrypoint=\"REST\",le=\"32.4\"} 1\n", page);
        Assert.Contains("le=\"1.47476e+09\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_latency_sum{model_name=\"a\\\"b\",API=\"predict\",entrypoint=\"REST\"} 18\n", page);
        Assert.Contains(":tensorflow:core:graph_runs{} 1\n", page);
    }
}
