using ModelServing.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddKubernetesEnvironment("kubernetes")
    .WithProperties(kubernetes => kubernetes.DashboardEnabled = false)
    .WithManifests("../manifests");

var tensorflow = builder.AddTensorFlowServing<Projects.ModelServing_ModelServer>(
    "tensorflow-serving",
    new TensorFlowServingModel("production_model", "../models/production-model", "gs://my-bucket/models/production-model"));

// Left out with --ModelServing:Cluster=External: then the current kubeconfig's cluster is used.
var cluster = builder.AddModelServingCluster<Projects.ModelServing_ControlPlane>("control-plane", "../manifests")
    .WithStorage("gs://my-bucket/models", "../models")
    .WithNode<Projects.ModelServing_ModelServer>("node-1")
    .WithGateway<Projects.ModelServing_Gateway>("gateway");

var prometheus = builder.AddPrometheus("prometheus");

var experiments = builder.AddExperiments<Projects.ModelServing_ExperimentApi>("experiments")
    .WithReference(cluster)
    .WithGateway(cluster)
    .WithPrometheus(prometheus);

var benchmark = builder.AddBenchmark<Projects.ModelServing_BenchmarkWorker>("benchmark")
    .WithReference(cluster)
    .WithGateway(cluster)
    .WithReference(tensorflow)
    .WithPrometheus(prometheus);

var autoscaler = builder.AddAutoscaler<Projects.ModelServing_Autoscaler>("autoscaler")
    .WithReference(cluster)
    .WithGateway(cluster)
    .WithPrometheus(prometheus);

prometheus
    .WithScrapeTarget(tensorflow, "/monitoring/prometheus/metrics")
    .WithScrapeTarget(cluster.ControlPlane)
    .WithScrapeTarget(cluster.Gateway)
    .WithScrapeTargets(cluster.Nodes)
    .WithScrapeTarget(experiments)
    .WithScrapeTarget(benchmark)
    .WithScrapeTarget(autoscaler);

builder.Build().Run();
