using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ControlPlane.Tests.CustomResources;

/// <summary>Real manifests against the real definitions: what these know is stored as it was written, anything else is named.</summary>
public sealed class CorpusTests(RunningApi api) : IClassFixture<RunningApi>, IAsyncLifetime
{
    /// <summary>Manifests that the definitions of the same release do not accept.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["kserve/docs__samples__explanation__alibi__income__income.yaml"] = "strict decoding error: unknown field \"spec.explainer.alibi\"",
        ["kserve/docs__samples__rollout-strategy__rollout-strategy-example.yaml"] = "strict decoding error: unknown field \"spec.transformer.custom\"",
        ["kserve/docs__samples__v1beta1__torchserve__v1__bloom__bloom-560m.yaml"] = "strict decoding error: unknown field \"spec.nodeName\"",
        ["kserve/test__benchmark__tf_flowers.yaml"] = "the server could not find the requested resource",
        ["seldon/executor__samples__local__tfserving__model.yaml"] = "strict decoding error: unknown field \"spec.predictors[0].graph.endpoint.grpc_port\", unknown field \"spec.predictors[0].graph.endpoint.http_port\"",
        ["seldon/testing__resources__bad_no_graph.yaml"] = "SeldonDeployment.machinelearning.seldon.io \"seldon-model\" is invalid: spec.predictors[0].graph: Required value",
        ["seldon/examples__kubeflow__deploy_pipeline__seldon_production_pipeline.yaml"] = "SeldonDeployment.machinelearning.seldon.io \"seldon-deployment-{{workflow.name}}\" is invalid: metadata.name: Invalid value: \"seldon-deployment-{{workflow.name}}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    };

    /// <summary>The defaults that the definitions fill in.</summary>
    private static readonly Dictionary<string, string> Defaults = new() { ["protocol"] = "TCP", ["name"] = "", ["mountPath"] = "/mnt/models", ["service"] = "" };

    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["InferenceService"] = "inferenceservices",
        ["ClusterServingRuntime"] = "clusterservingruntimes",
        ["TrainedModel"] = "trainedmodels",
        ["InferenceGraph"] = "inferencegraphs",
        ["SeldonDeployment"] = "seldondeployments",
    };

    public async ValueTask InitializeAsync()
    {
        string[] needed = [.. Directory.GetFiles(RepositoryPaths.InSharedData("crds"), "*kserve*"), .. Directory.GetFiles(RepositoryPaths.InSharedData("crds"), "*seldon*")];
        foreach (var file in needed)
        {
            foreach (var definition in Manifests.ReadYaml(file).Where(document => document["kind"]?.ToString() == "CustomResourceDefinition"))
            {
                var (code, body, _) = await api.SendAsync(HttpMethod.Post, Manifests.Definitions, definition);
                Assert.True(code is 201 or 409, body.ToString());
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Corpus_Strict_StoresWhatTheDefinitionsKnowAndNamesTheRest()
    {
        var folder = RepositoryPaths.InSharedData("corpus");
        using var client = api.Http(api.Token);
        var problems = new List<string>();
        var stored = 0;
        foreach (var file in Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            foreach (var document in Manifests.ReadYaml(file))
            {
                var problem = await ApplyAsync(client, document);
                stored += problem is null ? 1 : 0;
                if (problem != Refused.GetValueOrDefault(name))
                {
                    problems.Add($"{name}: {problem ?? "stored"}");
                }
            }
        }

        Assert.Empty(problems);
        Assert.InRange(stored, 300, 400);
    }

    /// <summary>Gives what is wrong with the answer, or null.</summary>
    private static async Task<string?> ApplyAsync(HttpClient client, JsonObject document)
    {
        var kind = document["kind"]!.ToString();
        var metadata = document["metadata"]!.AsObject();
        metadata.Remove("namespace");
        var (name, spec) = (metadata["name"]!.ToString(), document["spec"]!.ToJsonString());
        var path = $"/apis/{document["apiVersion"]}/{(kind == "ClusterServingRuntime" ? "" : "namespaces/default/")}{Plurals[kind]}";
        var (code, body, _) = await client.SendAsync(HttpMethod.Post, $"{path}?fieldValidation=Strict", document);
        if (code != 201)
        {
            return body["message"]!.ToString();
        }

        var after = (await client.SendAsync(HttpMethod.Get, $"{path}/{name}", null)).Body["spec"]!;
        await client.SendAsync(HttpMethod.Delete, $"{path}/{name}", null);
        TakeDefaultsAway(after, JsonNode.Parse(spec));
        return after.ToJsonString() == spec ? null : $"changed to {after}";
    }

    private static void TakeDefaultsAway(JsonNode? after, JsonNode? before)
    {
        if (after is JsonObject map && before is JsonObject original)
        {
            foreach (var name in map.Select(member => member.Key).Where(name => !original.ContainsKey(name) && Defaults.GetValueOrDefault(name) == map[name]?.ToString()).ToList())
            {
                map.Remove(name);
            }

            foreach (var (name, child) in map)
            {
                TakeDefaultsAway(child, original[name]);
            }
        }
        else if (after is JsonArray items && before is JsonArray originals && items.Count == originals.Count)
        {
            for (var i = 0; i < items.Count; i++)
            {
                TakeDefaultsAway(items[i], originals[i]);
            }
        }
    }
}
