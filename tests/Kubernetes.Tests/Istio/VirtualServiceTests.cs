using System.Text.Json.Nodes;
using k8s;
using ModelServing.Kubernetes.Istio;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Istio;

public class VirtualServiceTests
{
    [Fact]
    public void Serialize_WhatWasRead_KeepsEveryField()
    {
        const string manifest = """
            {
              "apiVersion": "networking.istio.io/v1beta1",
              "kind": "VirtualService",
              "metadata": { "name": "split", "namespace": "ml" },
              "spec": {
                "hosts": ["*"],
                "gateways": ["knative-serving/gateway"],
                "http": [
                  {
                    "match": [{ "uri": { "prefix": "/a/" }, "headers": { "x-user": { "regex": "t.*" } }, "sourceLabels": { "app": "web" } }],
                    "rewrite": { "uri": "/" },
                    "route": [
                      { "destination": { "host": "a.ml.svc.cluster.local", "port": { "number": 80 } }, "weight": 90 },
                      { "destination": { "host": "b.ml.svc.cluster.local" }, "weight": 10, "headers": { "request": { "set": { "x": "y" } } } }
                    ],
                    "mirror": { "host": "c" },
                    "mirrorPercentage": { "value": 12.5 },
                    "retries": { "attempts": 3, "perTryTimeout": "2s" }
                  }
                ]
              }
            }
            """;

        var read = KubernetesJson.Deserialize<VirtualService>(manifest);
        var text = KubernetesJson.Serialize(read);

        Assert.Equal([90, 10], read.Spec!.Http![0].Route!.Select(route => route.Weight ?? 0));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(manifest), JsonNode.Parse(text)), text);
    }
}
