using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ControlPlane.Tests.CustomResources;

/// <summary>Real manifests against the real definitions: what these know is stored as it was written, anything else is named.</summary>
public sealed class CorpusTests(RunningApi api) : IClassFixture<RunningApi>, IAsyncLifetime
{
    /// <summary>Manifests that the definitions of the same release do not accept, upstream's server with them, and why.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        // The Alibi explainers were taken out of KServe, their sample was left.
        ["kserve/docs__samples__explanation__alibi__income__income.yaml"] = Undecodable("InferenceService", "v1beta1", "spec.explainer.alibi"),

        // Written for v1alpha2, where a transformer had a custom container.
        ["kserve/docs__samples__rollout-strategy__rollout-strategy-example.yaml"] = Undecodable("InferenceService", "v1beta1", "spec.transformer.custom"),

        // The node's name belongs to the predictor, one level deeper.
        ["kserve/docs__samples__v1beta1__torchserve__v1__bloom__bloom-560m.yaml"] = Undecodable("InferenceService", "v1beta1", "spec.nodeName"),

        // v1alpha2 is not served any more.
        ["kserve/test__benchmark__tf_flowers.yaml"] = "the server could not find the requested resource",

        // The ports by the names of the protobuf messages, as the executor reads them from a file.
        ["seldon/executor__samples__local__tfserving__model.yaml"] =
            Undecodable("SeldonDeployment", "v1", "spec.predictors[0].graph.endpoint.grpc_port", "spec.predictors[0].graph.endpoint.http_port"),

        // A test of exactly this refusal.
        ["seldon/testing__resources__bad_no_graph.yaml"] = "SeldonDeployment.machinelearning.seldon.io \"seldon-model\" is invalid: spec.predictors[0].graph: Required value",

        // A template of a workflow, which would fill in the name.
        ["seldon/examples__kubeflow__deploy_pipeline__seldon_production_pipeline.yaml"] = "SeldonDeployment.machinelearning.seldon.io \"seldon-deployment-{{workflow.name}}\" is invalid: metadata.name: Invalid value: \"seldon-deployment-{{workflow.name}}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
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
        foreach (var file in Directory.GetFiles(RepositoryPaths.InSharedData("crds")))
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
            var name = Name(file);
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

    /// <summary>The first manifest of each name, all at once as a folder would be: kubectl says the same of each, and has nothing to change the second time.</summary>
    [Fact]
    public async Task Corpus_ThroughKubectl_IsAppliedStrictly()
    {
        var kubectl = new Kubectl(api);
        await kubectl.RunAsync("create namespace corpus");
        var folder = Directory.CreateDirectory(Path.Combine(api.Folder, "corpus")).FullName;
        List<(string File, JsonObject Manifest)> documents = [.. Directory.GetFiles(RepositoryPaths.InSharedData("corpus"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => Manifests.ReadYaml(file).Select(document => (Name(file), document))).DistinctBy(pair => (pair.document["kind"]?.ToString(), pair.document["metadata"]?["name"]?.ToString()))];
        foreach (var (file, manifest) in documents)
        {
            manifest["metadata"]!.AsObject().Remove("namespace"); // every object has metadata
            await File.WriteAllTextAsync(Path.Combine(folder, $"{file.Replace('/', '_')}.json"), manifest.ToJsonString(), TestContext.Current.CancellationToken);
        }

        var (_, output, error) = await kubectl.TryAsync($"apply --validate=strict -n corpus -f {folder}", null);
        var (_, again, _) = await kubectl.TryAsync($"apply --validate=strict -n corpus -f {folder}", null);

        var refused = documents.Where(pair => Refused.ContainsKey(pair.File)).ToList();
        Assert.Equal(documents.Count - refused.Count, Lines(output, " created"));
        Assert.Equal(documents.Count - refused.Count, Lines(again, " unchanged"));
        Assert.InRange(documents.Count, 90, 400);
        Assert.All(refused, pair => Assert.Contains(ThroughKubectl(Refused[pair.File]), error, StringComparison.Ordinal));

        // Those that no namespace keeps apart would be in the other test's way.
        await kubectl.RunAsync("delete clusterservingruntimes --all");
    }

    private static int Lines(string output, string end) => output.Split('\n').Count(line => line.EndsWith(end, StringComparison.Ordinal));

    private static string Name(string file) => Path.GetRelativePath(RepositoryPaths.InSharedData("corpus"), file).Replace('\\', '/');

    /// <summary>kubectl asks discovery for the kind, and names an invalid object in its own way.</summary>
    private static string ThroughKubectl(string message) =>
        message.StartsWith("the server could not find", StringComparison.Ordinal) ? "no matches for kind" : message.Split(" is invalid: ")[^1];

    private static string Undecodable(string kind, string version, params string[] fields) =>
        $"{kind} in version \"{version}\" cannot be handled as a {kind}: strict decoding error: {string.Join(", ", fields.Select(field => $"unknown field \"{field}\""))}";

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
