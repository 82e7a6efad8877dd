using System.Text.Json.Nodes;
using k8s;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.Kubernetes.Tests.KServe;

public class InferenceServiceTests
{
    private const string Manifest = """
        {
          "apiVersion": "serving.kserve.io/v1beta1",
          "kind": "InferenceService",
          "metadata": { "name": "iris", "namespace": "ml" },
          "spec": {
            "predictor": {
              "minReplicas": 0,
              "canaryTrafficPercent": 20,
              "containerConcurrency": 8,
              "timeout": 60,
              "serviceAccountName": "reader",
              "someday": { "deep": [1, 2] },
              "sklearn": {
                "storageUri": "gs://bucket/iris",
                "args": ["--workers=2"],
                "ports": [{ "containerPort": 8080, "name": "http1" }],
                "resources": { "limits": { "cpu": "1" } }
              }
            }
          }
        }
        """;

    [Fact]
    public void Deserialize_LegacyFrameworkBlock_ReadsComponentPodAndContainerFields()
    {
        var predictor = KubernetesJson.Deserialize<InferenceService>(Manifest).Spec!.Predictor!;

        Assert.Equal((0, 20L, 8L, 60L), (predictor.MinReplicas, predictor.CanaryTrafficPercent, predictor.ContainerConcurrency, predictor.Timeout));
        Assert.Equal("reader", predictor.ServiceAccountName);
        Assert.Equal("gs://bucket/iris", predictor.SKLearn!.StorageUri);
        Assert.Equal(["--workers=2"], predictor.SKLearn.Args);
        Assert.Equal(8080, predictor.SKLearn.Ports[0].ContainerPort);
    }

    [Fact]
    public void Serialize_WhatWasRead_KeepsEveryFieldIncludingUnknownOnes()
    {
        var text = KubernetesJson.Serialize(KubernetesJson.Deserialize<InferenceService>(Manifest));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Manifest), JsonNode.Parse(text)), text);
    }
}
