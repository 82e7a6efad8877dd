using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
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
        Assert.Contains("# TYPE :tensorflow:serving:mlmd_map gauge\n", page);
    }

    [Fact]
    public void Page_Families_AreSortedByPath()
    {
        var names = new ServerMetrics().Page().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2]).ToList();

        Assert.Equal(
            [
                ":tensorflow:cc:saved_model:load_attempt_count",
                ":tensorflow:cc:saved_model:load_latency",
                ":tensorflow:cc:saved_model:load_latency_by_stage",
                ":tensorflow:core:direct_session_runs",
                ":tensorflow:core:graph_build_calls",
                ":tensorflow:core:graph_build_time_usecs",
                ":tensorflow:core:graph_run_time_usecs",
                ":tensorflow:core:graph_runs",
                ":tensorflow:serving:batching_session:input_batch_size",
                ":tensorflow:serving:batching_session:padding_size",
                ":tensorflow:serving:batching_session:processed_batch_size",
                ":tensorflow:serving:batching_session:queuing_latency",
                ":tensorflow:serving:batching_session:wrapped_run_count",
                ":tensorflow:serving:mlmd_map",
                ":tensorflow:serving:model_warmup_latency",
                ":tensorflow:serving:model_warmup_records_read",
                ":tensorflow:serving:request_count",
                ":tensorflow:serving:request_example_count_total",
                ":tensorflow:serving:request_example_counts",
                ":tensorflow:serving:request_latency",
                ":tensorflow:serving:request_log_count",
                ":tensorflow:serving:runtime_latency",
            ],
            names);
    }

    [Fact]
    public void Page_ExamplesAndLineage_HaveTheirLabels()
    {
        var metrics = new ServerMetrics();
        metrics.Examples("m", 2);
        metrics.Examples("m", 16384);
        metrics.Lineage(new ServableId("m", 3), "4b6f");
        metrics.Logged("m", ErrorCode.Unavailable);
        var page = metrics.Page();

        Assert.Contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"2\"} 0\n", page);
        Assert.Contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"4\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"16384\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"+Inf\"} 2\n", page);
        Assert.Contains(":tensorflow:serving:request_example_count_total{model=\"m\"} 16386\n", page);
        Assert.Contains(":tensorflow:serving:mlmd_map{model_name=\"m\",version=\"3\",mlmd_uuid=\"4b6f\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_log_count{model_name=\"m\",status_code=\"UNAVAILABLE\"} 1\n", page);
    }

    [Fact]
    public void Page_AfterRequests_CountsThem()
    {
        var metrics = new ServerMetrics();
        metrics.Request("a\"b", "predict", "REST", ErrorCode.Ok, TimeSpan.FromMicroseconds(18));
        metrics.Request("c", "predict", "REST", ErrorCode.NotFound, TimeSpan.FromMicroseconds(18));
        metrics.Run("a", "Predict", TimeSpan.FromMicroseconds(5));
        metrics.GraphRun(TimeSpan.FromMicroseconds(4));
        var page = metrics.Page();

        Assert.Contains(":tensorflow:serving:request_count{model_name=\"a\\\"b\",status=\"OK\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_count{model_name=\"c\",status=\"NOT_FOUND\"} 1\n", page);
        // Upper bounds are exclusive: 18 is not below 18.
        Assert.Contains(":tensorflow:serving:request_latency_bucket{model_name=\"a\\\"b\",API=\"predict\",entrypoint=\"REST\",le=\"18\"} 0\n", page);
        Assert.Contains("entrypoint=\"REST\",le=\"32.4\"} 1\n", page);
        Assert.Contains("le=\"1.47476e+09\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_latency_sum{model_name=\"a\\\"b\",API=\"predict\",entrypoint=\"REST\"} 18\n", page);
        Assert.Contains(":tensorflow:core:graph_runs{} 1\n", page);
        Assert.Contains(":tensorflow:core:graph_run_time_usecs{} 4\n", page);
        Assert.Contains(":tensorflow:core:direct_session_runs{} 1\n", page);
    }
}
