namespace ModelServing.ControlPlane.Tests.Api;

internal static class Samples
{
    public static string Deployment(string name, int replicas = 2, string image = "tensorflow/serving", bool withSidecar = true) => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
          labels: {"{"}app: {name}{"}"}
        spec:
          replicas: {replicas}
          selector:
            matchLabels: {"{"}app: {name}{"}"}
          template:
            metadata:
              labels: {"{"}app: {name}{"}"}
            spec:
              containers:
              - name: main
                image: {image}
                ports:
                - containerPort: 8501
        {(withSidecar ? "      - name: sidecar\n        image: other" : "")}
        """;

    public static string InferenceService(string name) => $"""
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata:
          name: {name}
        spec:
          predictor:
            model:
              modelFormat:
                name: tensorflow
              storageUri: gs://my-bucket/models/x
        """;
}
