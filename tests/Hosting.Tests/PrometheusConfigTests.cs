namespace ModelServing.Hosting.Tests;

public sealed class PrometheusConfigTests
{
    [Fact]
    public void Write_Targets_EachGetAJob()
    {
        using var graph = new TestGraph();
        graph.Allocate();
        var prometheus = graph.Builder.CreateResourceBuilder<IResourceWithServiceDiscovery>(new PrometheusResource("prometheus"))
            .WithScrapeTarget(graph.TensorFlow, "/monitoring/prometheus/metrics")
            .WithScrapeTarget(graph.Cluster.Gateway)
            .WithScrapeTarget(null)
            .WithScrapeTargets(graph.Cluster.Nodes);

        Assert.Equal("""
            global:
              scrape_interval: 5s
              evaluation_interval: 5s
            scrape_configs:
              - job_name: tensorflow-serving
                metrics_path: /monitoring/prometheus/metrics
                scheme: http
                static_configs:
                  - targets: ["127.0.0.1:8501"]
              - job_name: gateway
                metrics_path: /metrics
                scheme: http
                static_configs:
                  - targets: ["127.0.0.1:8080"]
              - job_name: node-1
                metrics_path: /metrics
                scheme: http
                static_configs:
                  - targets: ["localhost:50000"]

            """, PrometheusConfig.Write(prometheus.Resource, "unused"));
    }
}
