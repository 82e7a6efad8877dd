using System.Text.Json.Nodes;
using k8s;
using ModelServing.Kubernetes.Seldon;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Seldon;

public class SeldonDeploymentTests
{
    [Fact]
    public void Serialize_WhatWasRead_KeepsEveryField()
    {
        const string manifest = """
            {
              "apiVersion": "machinelearning.seldon.io/v1",
              "kind": "SeldonDeployment",
              "metadata": { "name": "digits", "namespace": "ml" },
              "spec": {
                "protocol": "tensorflow",
                "annotations": { "seldon.io/rest-timeout": "1000" },
                "predictors": [
                  {
                    "name": "default",
                    "traffic": 100,
                    "svcOrchSpec": { "env": [{ "name": "A", "value": "b" }] },
                    "componentSpecs": [{ "spec": { "containers": [{ "name": "root" }] }, "hpaSpec": { "maxReplicas": 3 } }],
                    "graph": {
                      "name": "split",
                      "implementation": "RANDOM_ABTEST",
                      "endpoint": { "service_host": "h", "service_port": 9000, "type": "REST" },
                      "parameters": [{ "name": "ratioA", "value": "0.5", "type": "FLOAT" }],
                      "children": [{ "name": "a", "modelUri": "gs://b/a" }, { "name": "b", "someday": true }]
                    }
                  }
                ]
              }
            }
            """;

        var read = KubernetesJson.Deserialize<SeldonDeployment>(manifest);
        var text = KubernetesJson.Serialize(read);

        Assert.Equal(["a", "b"], read.Spec!.Predictors![0].Graph!.Children!.Select(child => child.Name));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(manifest), JsonNode.Parse(text)), text);
    }
}
