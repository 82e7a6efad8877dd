using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

internal static class RestScenario
{
    private const string Body = """{"instances":[1.0]}""";
    private const string Answer = "{\n    \"predictions\": [2.5\n    ]\n}";

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WriteHalfPlusTwo(folder.In("1"));
        await using var server = await ServerProcess.StartModelServerAsync(folder.Path);
        await using var bare = await ServerProcess.StartBareServerAsync(Answer);
        using var client = new HttpClient();
        using var content = new StringContent(Body);
        using var response = await client.PostAsync(new Uri($"http://127.0.0.1:{server.RestPort}{Requests.Path}"), content);
        var answer = await response.Content.ReadAsStringAsync();
        if (answer != Answer)
        {
            throw new InvalidOperationException($"Unexpected answer: {answer}");
        }

        await Rounds.CompareAsync(
            "model server",
            () => Wrk.PostAsync(server.RestPort, Requests.Path, Body, 4),
            "bare Kestrel endpoint",
            () => Wrk.PostAsync(bare.RestPort, Requests.Path, Body, 4),
            new Goal(0.55, 0.75));
        Report.Figure("resident memory afterwards", server.ResidentMemory / 1e6, "MB");
    }
}
