using System.Diagnostics;
using System.Text;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;
using ModelServing.Kubernetes.Yaml;
using ModelServing.Testing;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>The largest custom resource definition there is, applied to a server that has just started, and the objects it defines.</summary>
internal static class DefinitionScenario
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Services = "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices?dryRun=All&fieldValidation=Strict";
    private const int Rounds = 3;
    private const int Objects = 300;

    private const string Service = """
        {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"measured"},
         "spec":{"predictor":{"minReplicas":1,"model":{"modelFormat":{"name":"sklearn"},"storageUri":"gs://bucket/model","resources":{"limits":{"cpu":"1","memory":"2Gi"}}}}}}
        """;

    public static async Task RunAsync()
    {
        var path = RepositoryPaths.InRepository("..", "shared", "data", "crds", "kserve-v0.20-inferenceservices.yaml");
        if (!File.Exists(path))
        {
            Console.WriteLine("  skipped: no reference data beside the checkout");
            return;
        }

        if (!YamlDocuments.TryRead(await File.ReadAllTextAsync(path), out var documents, out var error))
        {
            throw new InvalidDataException(error);
        }

        var definition = documents[0].ToJsonString();
        List<double> seconds = [];
        List<double> processor = [];
        List<double> milliseconds = [];
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ControlPlaneProcess.StartAsync();
            using var client = server.CreateClient();
            await client.GetStringAsync(new Uri("/version", UriKind.Relative));
            var before = server.ProcessorTime;
            seconds.Add(await PostAsync(client, Definitions, definition));
            processor.Add((server.ProcessorTime - before).TotalMilliseconds);
            milliseconds.Add(await MeasureObjectsAsync(client));
        }

        Report.Figure("apply of KServe's definition to a cold server", Report.Median(seconds), "s", new Goal(2, 1, LessIsBetter: true));
        Report.Figure("processor time of the server for it", Report.Median(processor), "ms");
        Report.Figure("create of one of its objects, checked but not stored", Report.Median(milliseconds), "ms", new Goal(5, 2, LessIsBetter: true));
    }

    /// <summary>Gives the median of objects that are created one after the other, once the first ones have warmed the server up.</summary>
    private static async Task<double> MeasureObjectsAsync(HttpClient client)
    {
        List<double> milliseconds = [];
        for (var i = 0; i < Objects; i++)
        {
            milliseconds.Add(await PostAsync(client, Services, Service) * 1_000);
        }

        return Report.Median(milliseconds.Skip(Objects / 3));
    }

    private static async Task<double> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return answer.IsSuccessStatusCode ? elapsed : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
