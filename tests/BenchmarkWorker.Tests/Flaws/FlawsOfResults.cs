using System.Text.Json.Nodes;
using HdrHistogram;
using HdrHistogram.Utilities;
using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Reports.Charts;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Flaws;

/// <summary>What a simple load script gets wrong about its results, and what is reported here instead.</summary>
public class FlawsOfResults
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task B01_there_is_a_report_even_of_a_run_in_which_everything_failed()
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-b01");
        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, Plans.DeadUrl()), (Platform.Seldon, Plans.DeadUrl()), (Platform.KServe, Plans.DeadUrl())));

        await ReportFiles.WriteAsync(outcome, folder.FullName, Token);

        var html = await File.ReadAllTextAsync(Path.Combine(folder.FullName, ReportFiles.Html), Token);
        folder.Delete(recursive: true);
        Assert.EndsWith("</html>", html.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("<style>", html, StringComparison.Ordinal);
        Assert.All(outcome.Platforms, platform => Assert.Contains($"{platform.Name} failed", html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task B02_a_dead_platform_wins_nothing()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.KServe, Plans.DeadUrl())));

        var dead = outcome.Platforms[1];
        Assert.Equal((PlatformState.Failed, null, null, null, null), (dead.State, dead.AverageLatency, dead.Percentile("p99"), dead.Throughput, dead.ErrorRatePercent));
        Assert.DoesNotContain(outcome.Verdict.Findings, finding => finding.Winner == "kserve");
        Assert.DoesNotContain(outcome.Verdict.Comparisons, comparison => comparison.Left == "kserve" || comparison.Right == "kserve");
        Assert.Contains(",failed,", CsvReport.Write(outcome).Split("\r\n")[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task B09_two_servers_that_take_turns_at_being_faster_have_no_winner()
    {
        await using var first = await FakeModelServer.StartAsync(TurnsAsync(0));
        await using var second = await FakeModelServer.StartAsync(TurnsAsync(1));
        var plan = Plans.For((Platform.TensorFlow, first.Url), (Platform.KServe, second.Url)) with { ConcurrentRequests = 1, WarmupRequests = 0 };

        var outcome = await Plans.RunAsync(plan);

        Assert.All(outcome.Platforms, platform => Assert.Equal(5, platform.Blocks.Count));
        Assert.All(outcome.Verdict.Findings, finding => Assert.Null(finding.Winner));
        Assert.All(outcome.Verdict.Comparisons, comparison => Assert.False(comparison.IsDifferent));
        Assert.DoesNotContain(": choose", HtmlReport.Write(outcome, []), StringComparison.Ordinal);

        // Blocks of twenty requests each: in every round one of the two is three times as slow as the other.
        static Func<HttpContext, int, Task<bool>> TurnsAsync(int own) => async (_, number) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds((((number - 1) / 20) + own) % 2 == 0 ? 10 : 30), TimeProvider.System, Token);
            return false;
        };
    }

    [Fact]
    public void B09_no_winner_is_named_where_none_is_shown()
    {
        var outcome = Outcomes.Indistinguishable;

        Assert.All(outcome.Platforms, platform => Assert.True(platform.Blocks.Count >= 5));
        Assert.All(outcome.Verdict.Findings, finding => Assert.Null(finding.Winner));
        Assert.DoesNotContain(": choose", HtmlReport.Write(outcome, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B10_a_percentile_comes_with_its_interval_or_says_that_it_has_none()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 100 })).Platforms[0];

        Assert.True(platform.Percentile("p50") is { Low: { } low, High: { } high, Value: { } median } && low <= median && median <= high);
        Assert.True(platform.Percentile("p99") is { Low: not null, High: null }); // a hundred requests do not bound it
        Assert.Contains(platform.Validity.Reservations, text => text.StartsWith("100 answers are too few for a p95 or p99 or p99.9", StringComparison.Ordinal));
        Assert.Contains("∞", HtmlReport.Write(Outcomes.Indistinguishable with { Platforms = [platform] }, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B11_what_was_not_looked_at_is_not_zero()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.KServe, Plans.DeadUrl())));

        var (live, dead) = (outcome.Platforms[0].Resources, outcome.Platforms[1].Resources);
        Assert.Equal((null, null, null), (dead.CpuPercent, dead.MemoryMebibytes, dead.GpuPercent));
        Assert.Equal(["cpu", "gpu", "memory"], dead.Unsampled!.Keys.Order()); // what is null has a reason
        Assert.Equal(live.GpuPercent is null, live.Unsampled!.ContainsKey("gpu")); // a measured platform has been looked for
        Assert.Equal(live.CpuPercent is null, live.Unsampled.ContainsKey("cpu"));
        Assert.False(live.MemoryMebibytes is 0);
    }

    [Fact]
    public async Task B20_distributions_are_measured_and_not_made_of_four_numbers()
    {
        await using var server = await FakeModelServer.StartAsync();

        var platform = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 300 })).Platforms[0];

        var histogram = HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(platform.Histogram!)), 0); // it was measured
        Assert.Equal(300, histogram.TotalCount);
        Assert.Equal(platform.Percentile("p75")!.Value!.Value, histogram.GetValueAtPercentile(75) / 10_000.0, 0.001);
        Assert.Equal(["p25", "p50", "p75", "p90", "p95", "p99", "p99.9"], platform.Percentiles.Keys.Intersect(["p25", "p50", "p75", "p90", "p95", "p99", "p99.9"]));
    }

    [Fact]
    public async Task B20_every_concurrency_of_a_sweep_is_measured_and_told()
    {
        await using var server = await FakeModelServer.StartAsync();
        var plan = Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 40, ConcurrentRequests = 1, Load = new() { WarmupLimit = TimeSpan.Zero, ConcurrencySweep = [1, 3, 6] } };

        var outcome = await Plans.RunAsync(plan);

        Assert.Equal([(1, 40L), (3, 40L), (6, 40L)], outcome.Sweep.Select(point => (point.Concurrency ?? 0, point.Result.SuccessfulRequests)));
        var charts = ChartSet.Of(outcome);
        Assert.All(["1 → ", "3 → ", "6 → "], text => Assert.Contains(text, charts.Single(chart => chart.Name == "concurrency").Description, StringComparison.Ordinal));
        Assert.All(charts, chart => chart.Dispose());
    }

    [Fact]
    public async Task B21_what_targets_are_called_and_what_they_answer_is_text_and_not_markup()
    {
        const string Markup = "<img src=x onerror=alert(1)>";
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            await context.Response.WriteAsync(Markup, Token);
            return true;
        });
        var plan = Plans.For((Platform.TensorFlow, new($"{server.Url}{Markup}/")), (Platform.KServe, new($"{Plans.DeadUrl()}{Markup}"))) with { ModelName = Markup, WarmupRequests = 0, Clients = new() { RequestsFile = await RequestsAsync() } };

        var outcome = await Plans.RunAsync(plan);

        File.Delete(plan.Clients.RequestsFile ?? "");
        Assert.Contains(outcome.Platforms, platform => platform.Problem?.Contains(Markup, StringComparison.Ordinal) == true);
        Assert.DoesNotContain("<img", HtmlReport.Write(outcome, []), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", MarkdownReport.Write(outcome), StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", HtmlReport.Write(outcome, []), StringComparison.Ordinal);

        static async Task<string> RequestsAsync()
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, """{"instances":[[1]]}""", Token);
            return file;
        }
    }

    [Fact]
    public void B21_names_and_addresses_are_text_and_not_markup()
    {
        var html = HtmlReport.Write(Outcomes.OneDead, []);

        Assert.DoesNotContain("<script>alert(1)</script>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B23_a_result_says_with_what_and_how_it_was_made()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { Seed = 42 });

        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(outcome, ReportJsonContext.Default.BenchmarkOutcome));
        Assert.Equal((42, 4), (json?["plan"]?["seed"]?.GetValue<int>(), json?["plan"]?["concurrent_requests"]?.GetValue<int>()));
        Assert.All(["tool_version", "runtime", "operating_system", "architecture"], name => Assert.NotEqual("", json?["environment"]?[name]?.GetValue<string>() ?? ""));
        Assert.Equal(Environment.ProcessorCount, json?["environment"]?["processors"]?.GetValue<int>());
        Assert.Equal(("2", "production_model"), (json?["platforms"]?[0]?["model_version"]?.GetValue<string>(), json?["platforms"]?[0]?["model_name"]?.GetValue<string>()));
        Assert.NotNull(json?["started_at"]);
    }
}
