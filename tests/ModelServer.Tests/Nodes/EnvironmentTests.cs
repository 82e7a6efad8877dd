using k8s.Models;
using ModelServing.ModelServer.Nodes;
using ModelServing.Testing.Clusters;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class EnvironmentTests
{
    private readonly FakeCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResolveAsync_EverySource_GivesItsValue()
    {
        await PutAsync();
        var container = new V1Container
        {
            Name = "c",
            Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1500m"), ["memory"] = new("1Gi") } },
            EnvFrom = [new() { Prefix = "CFG_", ConfigMapRef = new() { Name = "config" } }, new() { SecretRef = new() { Name = "absent", Optional = true } }],
            Env =
            [
                new() { Name = "A", Value = "v" },
                new() { Name = "B", Value = "$(A)-$(CFG_key)" },
                new() { Name = "C", ValueFrom = new() { SecretKeyRef = new() { Name = "secret", Key = "token" } } },
                new() { Name = "D", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "config", Key = "absent", Optional = true } } },
                new() { Name = "E", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } },
                new() { Name = "F", ValueFrom = new() { ResourceFieldRef = new() { Resource = "limits.cpu" } } },
                new() { Name = "G", ValueFrom = new() { ResourceFieldRef = new() { Resource = "limits.memory", Divisor = new ResourceQuantity("1Mi") } } },
            ],
        };

        var (missing, variables) = await ResolveAsync(container);

        Assert.Null(missing);
        Assert.Equal(
            ["A=v", "B=v-value", "C=hidden", "CFG_key=value", "E=p", "F=2", "G=1024"],
            variables.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ResolveAsync_WhatIsMissing_IsNamedAsTheKubeletDoes()
    {
        await PutAsync();
        V1EnvVarSource[] sources =
        [
            new() { ConfigMapKeyRef = new() { Name = "nope", Key = "key" } },
            new() { ConfigMapKeyRef = new() { Name = "config", Key = "nope" } },
            new() { SecretKeyRef = new() { Name = "nope", Key = "key" } },
            new() { SecretKeyRef = new() { Name = "secret", Key = "nope" } },
        ];

        var missing = new List<string?>();
        foreach (var source in sources)
        {
            missing.Add((await ResolveAsync(new V1Container { Name = "c", Env = [new() { Name = "A", ValueFrom = source }] })).Missing);
        }

        missing.Add((await ResolveAsync(new V1Container { Name = "c", EnvFrom = [new() { ConfigMapRef = new() { Name = "nope" } }] })).Missing);
        Assert.Equal(
            [
                "configmap \"nope\" not found", "couldn't find key nope in ConfigMap model-serving/config",
                "secret \"nope\" not found", "couldn't find key nope in Secret model-serving/secret", "configmap \"nope\" not found",
            ],
            missing);
    }

    [Fact]
    public async Task Pod_WhoseConfigMapIsMissing_WaitsAndRecoversWhenItAppears()
    {
        await using var run = new NodeRun();
        run.WriteModel("m", 1);
        var container = NodeRun.Container();
        container.Env = [new() { Name = "LEVEL", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "late", Key = "level" } } }];
        await run.CreateAsync(container);

        var waiting = await run.WaitAsync(pod => pod.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CreateContainerConfigError", "the refusal");
        await run.Cluster.CreateAsync(new V1ConfigMap { Metadata = NodeRun.Meta("late"), Data = new Dictionary<string, string> { ["level"] = "1" } }, Token);
        var ready = await run.ReadyAsync();

        Assert.Equal("configmap \"late\" not found", waiting.Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.Equal("Error: configmap \"late\" not found", (await run.EventAsync("Failed")).Message);
        Assert.Equal(0, ready.Status.ContainerStatuses[0].RestartCount);
    }

    private async Task PutAsync()
    {
        await _cluster.CreateAsync(new V1ConfigMap { Metadata = NodeRun.Meta("config"), Data = new Dictionary<string, string> { ["key"] = "value" } }, Token);
        await _cluster.CreateAsync(new V1Secret { Metadata = NodeRun.Meta("secret"), Data = new Dictionary<string, byte[]> { ["token"] = "hidden"u8.ToArray() } }, Token);
    }

    private async Task<(string? Missing, Dictionary<string, string> Variables)> ResolveAsync(V1Container container)
    {
        Dictionary<string, string> variables = [];
        var pod = new V1Pod { Metadata = NodeRun.Meta("p"), Spec = new V1PodSpec { Containers = [container] } };
        return (await ContainerEnvironment.ResolveAsync(pod, container, new ConfigSource(_cluster, NodeRun.Namespace), variables, Token), variables);
    }
}
