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
    .WithStorage("pvc://model-storage-pvc", "../models")
    .WithStorage("pvc://model-storage-pvc/production_model", "../models/production-model")
    .WithStorage("pvc://model-storage-pvc/preprocessing_model", "../models/preprocessing-model")
    .WithStorage("pvc://model-storage-pvc/ensemble_model", "../models/ensemble-model")
    .WithNode<Projects.ModelServing_ModelServer>("node-1")
    .WithGateway<Projects.ModelServing_Gateway>("gateway");

var prometheus = builder.AddPrometheus("prometheus");

var experiments = builder.AddExperiments<Projects.ModelServing_ExperimentApi>("experiments")
    .WithReference(cluster)
    .WithGateway(cluster)
    .WithPrometheus(prometheus);

var benchmark = builder.AddBenchmark<Projects.ModelServing_BenchmarkWorker>("benchmark")
    .WithReference(cluster)
    .WithReference(tensorflow)
    .WithTargets(tensorflow, cluster, "model-serving", kserve: "production-model-kserve", seldon: "production-model-seldon");

var autoscaler = builder.AddAutoscaler<Projects.ModelServing_Autoscaler>("autoscaler")
    .WithReference(cluster)
    .WithPrometheus(prometheus, "ModelServing__Autoscaler__PrometheusUrl");

prometheus
    .WithScrapeTarget(tensorflow, "/monitoring/prometheus/metrics")
    .WithScrapeTarget(cluster.ControlPlane)
    .WithScrapeTarget(cluster.Gateway)
    .WithScrapeTargets(cluster.Nodes)
    .WithScrapeTarget(experiments)
    .WithScrapeTarget(benchmark)
    .WithScrapeTarget(autoscaler);

builder.Build().Run();
