using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

public sealed class BenchmarkServiceTests : IAsyncLifetime
{
    private readonly RunningService _service = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Post_ConfiguredRun_EndsInReportsThatCanBeRead()
    {
        await using var server = await FakeModelServer.StartAsync();
        await _service.StartAsync($"--ModelServing:Benchmark:TensorFlowUrl={server.Url}", "--ModelServing:Benchmark:TotalRequests=60");

        using var accepted = await _service.Http.PostAsync("/runs", null, Token);
        var run = await _service.FinishedAsync(accepted.Headers.Location);

        Assert.Equal((HttpStatusCode.Accepted, "completed"), (accepted.StatusCode, run["status"]?.GetValue<string>()));
        Assert.InRange(server.Predictions, 110, 60 + 24_100); // looks at the warm-up are a fifth of its requests apart
        foreach (var name in ReportFiles.Names)
        {
            Assert.NotEmpty(await _service.Http.GetByteArrayAsync(run["reports"]?[name]?.GetValue<string>(), Token));
        }

        Assert.Contains($"/reports/{run["id"]}/", await _service.Http.GetStringAsync("/reports", Token), StringComparison.Ordinal);
        Assert.Single((await _service.Http.GetFromJsonAsync<JsonNode>("/runs", Token))!.AsArray()); // a list, always
    }

    [Fact]
    public async Task Events_FinishedRun_TellItsProgressAndEnd()
    {
        await using var server = await FakeModelServer.StartAsync();
        await _service.StartAsync();
        using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":40}""");

        var all = await _service.EventsAsync(accepted.Headers.Location, null);

        Assert.Equal("running", all[0].Type);
        Assert.Contains(all, item => item.Type == "progress" && item.Data.Contains("\"phase\":\"measuring\"", StringComparison.Ordinal));
        Assert.Equal(("completed", "end"), (all[^1].Type, all[^1].Id));
        Assert.Contains("\"verdict\":{", all[^1].Data, StringComparison.Ordinal);
        Assert.Equal(all[3..], await _service.EventsAsync(accepted.Headers.Location, all[2].Id));
        using var over = await _service.GetEventsAsync(accepted.Headers.Location, "end");
        Assert.Equal(HttpStatusCode.NoContent, over.StatusCode);
    }

    [Fact]
    public async Task Runs_DatabaseThatIsGone_GoOnWithoutAHistory()
    {
        await using var server = await FakeModelServer.StartAsync();
        await _service.StartAsync("--ConnectionStrings:benchmarks=Host=127.0.0.1;Port=1;Timeout=2", "--Logging:LogLevel:Default=None");
        using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":10}""");

        Assert.Equal("completed", (await _service.FinishedAsync(accepted.Headers.Location))["status"]?.GetValue<string>());
        Assert.Single((await _service.Http.GetFromJsonAsync<JsonNode>("/runs", Token))!.AsArray()); // a list, always
        Assert.False(File.Exists(Path.Combine(_service.State, "benchmarks.db")), "the history is in PostgreSQL");
    }

    [Fact]
    public async Task Cancel_HalfWay_ReportsWhatWasMeasured()
    {
        var half = new TaskCompletionSource();
        await using var server = await FakeModelServer.StartAsync(async (context, number) =>
        {
            if (number > 60)
            {
                half.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            }

            return false;
        });
        await _service.StartAsync();
        using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":100,"warmup_requests":0}""");
        await half.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        using var cancelled = await _service.Http.PostAsync($"{accepted.Headers.Location}/cancel", null, Token);

        var run = await _service.FinishedAsync(accepted.Headers.Location);

        Assert.Equal((HttpStatusCode.Accepted, "cancelled"), (cancelled.StatusCode, run["status"]?.GetValue<string>()));
        var report = JsonNode.Parse(await _service.Http.GetStringAsync(run["reports"]?[ReportFiles.Json]?.GetValue<string>(), Token));
        Assert.Equal((true, 60, 0), (report?["is_partial"]?.GetValue<bool>(), report?["platforms"]?[0]?["successful_requests"]?.GetValue<int>(), report?["platforms"]?[0]?["failed_requests"]?.GetValue<int>()));
        Assert.Contains("cancelled, with what was measured", await _service.Http.GetStringAsync("/reports", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ThatCannotBeWritten_KeepsTheFiguresAndSaysWhere()
    {
        await using var server = await FakeModelServer.StartAsync();
        await _service.StartAsync("--Logging:LogLevel:Default=None");
        await File.WriteAllTextAsync(Path.Combine(_service.State, "reports"), "a file where the folder should be", Token);
        using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":10}""");

        var run = await _service.FinishedAsync(accepted.Headers.Location);

        var problem = run["problem"]?.GetValue<string>() ?? "";
        Assert.Equal("failed", run["status"]?.GetValue<string>());
        Assert.StartsWith("cannot write the results: ", problem, StringComparison.Ordinal);
        var kept = problem[(problem.IndexOf("the figures are kept in ", StringComparison.Ordinal) + "the figures are kept in ".Length)..];
        Assert.Equal(10, JsonNode.Parse(await File.ReadAllTextAsync(kept, Token))?["platforms"]?[0]?["successful_requests"]?.GetValue<int>());
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true); // a file lies in a folder
    }

    [Fact]
    public async Task OpenApi_Document_NamesTheOperations()
    {
        await _service.StartAsync();

        var paths = (await _service.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json", Token))?["paths"]?.AsObject().Select(path => path.Key);

        Assert.Superset(new HashSet<string> { "/runs", "/runs/{id}", "/runs/{id}/events", "/runs/{id}/cancel", "/reports/{id}/{file}" }, paths!.ToHashSet()); // a document has paths
    }

    [Fact]
    public async Task OpenApi_RunRequest_DescribesEveryOption()
    {
        await _service.StartAsync();

        var document = await _service.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json", Token);

        var members = document?["components"]?["schemas"]?["RunRequest"]?["properties"]?.AsObject();
        Assert.All(RunOption.All, option => Assert.Equal(option.MemberDescription, members?[option.Member]?["description"]?.GetValue<string>()));
        Assert.DoesNotContain("--", members?.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(50, members?["warmup_requests"]?["default"]?.GetValue<int>());
        Assert.Equal(["v1", "v2", "v2-binary"], members?["kserve_protocol"]?["items"]?["enum"]?.AsArray().Select(choice => choice?.GetValue<string>()));
        Assert.Equal(["small", "medium", "large"], members?["payload_size"]?["enum"]?.AsArray().Select(choice => choice?.GetValue<string>()));
    }

    [Fact]
    public async Task Post_RecordedRequestsOfTheFolder_AreSentWithTheHeadersAsked()
    {
        List<(string Body, string Header)> seen = [];
        await using var server = await FakeModelServer.StartAsync(async (context, _) =>
        {
            context.Request.EnableBuffering();
            seen.Add((await new StreamReader(context.Request.Body).ReadToEndAsync(Token), context.Request.Headers["X-Tenant"].ToString()));
            context.Request.Body.Position = 0;
            return false;
        });
        await File.WriteAllTextAsync(Path.Combine(_service.State, "day.jsonl"), """{"instances":[[0.5]]}""", Token);
        await _service.StartAsync($"--ModelServing:Benchmark:FilesDirectory={_service.State}");

        using var accepted = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":5,"warmup_requests":0,"concurrent_requests":1,"requests":"day.jsonl","header":["X-Tenant: blue"]}""");

        Assert.Equal("completed", (await _service.FinishedAsync(accepted.Headers.Location))["status"]?.GetValue<string>());
        Assert.Equal(Enumerable.Repeat(("""{"instances":[[0.5]]}""", "blue"), 5), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit", "limit must be between 1 and 500, not 0")]
    [InlineData("limit=501", "limit", "limit must be between 1 and 500, not 501")]
    [InlineData("limit=abc", "limit", "limit must be a whole number, not 'abc'")]
    [InlineData("limit=", "limit", "limit must be a whole number, not ''")]
    [InlineData("limit=99999999999", "limit", "limit must be a whole number, not '99999999999'")]
    [InlineData("limit=1&limit=2", "limit", "limit is said 2 times")]
    [InlineData("befor=x", "befor", "befor is not a parameter of the list of runs: do you mean before?")]
    [InlineData("page=2", "page", "page is not a parameter of the list of runs, which are before and limit")]
    public async Task Get_WrongParameter_IsNamedInTheProblem(string query, string name, string problem)
    {
        await _service.StartAsync();

        using var response = await _service.Http.GetAsync($"/runs?{query}", Token);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(("This cannot be listed", problem), (answer?["title"]?.GetValue<string>(), answer?["detail"]?.GetValue<string>()));
        var error = Assert.Single(answer!["errors"]!.AsObject()); // a problem of parameters has them
        Assert.Equal((name, problem), (error.Key, error.Value?[0]?.GetValue<string>()));
    }

    [Theory]
    [InlineData("/runs/none", "There is no run none: GET /runs lists them.")]
    [InlineData("/runs/none/events", "There is no run none: GET /runs lists them.")]
    [InlineData("/reports/none/benchmark_report.html", "There is no report benchmark_report.html of a run none: GET /runs lists the reports that there are.")]
    public async Task Get_WhatIsNotThere_IsNamedInTheProblem(string path, string problem)
    {
        await _service.StartAsync();

        using var response = await _service.Http.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(problem, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))?["detail"]?.GetValue<string>());
    }

    [Fact]
    public async Task OpenApi_ListOfRuns_DescribesItsParameters()
    {
        await _service.StartAsync();

        var document = await _service.Http.GetFromJsonAsync<JsonNode>("/openapi/v1.json", Token);

        var parameters = document?["paths"]?["/runs"]?["get"]?["parameters"]?.AsArray().ToDictionary(parameter => parameter!["name"]!.GetValue<string>(), parameter => parameter!["schema"]); // each has a name and a schema
        Assert.Equal(("string", "integer", 500, 50), (parameters?["before"]?["type"]?.GetValue<string>(), parameters?["limit"]?["type"]?.GetValue<string>(), parameters?["limit"]?["maximum"]?.GetValue<int>(), parameters?["limit"]?["default"]?.GetValue<int>()));
    }

    [Fact]
    public async Task Delete_RunningRun_CancelsItAndLetsTheNextOneStart()
    {
        var arrived = new TaskCompletionSource();
        await using var slow = await FakeModelServer.StartAsync(async (context, _) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var server = await FakeModelServer.StartAsync();
        await _service.StartAsync();

        using var first = await _service.PostAsync($$"""{"tensorflow_url":"{{slow.Url}}"}""");
        using var second = await _service.PostAsync($$"""{"tensorflow_url":"{{server.Url}}","total_requests":20}""");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        using var deleted = await _service.Http.DeleteAsync(first.Headers.Location, Token);

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Equal("cancelled", (await _service.FinishedAsync(first.Headers.Location))["status"]?.GetValue<string>());
        Assert.Equal("completed", (await _service.FinishedAsync(second.Headers.Location))["status"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("/runs/none")]
    [InlineData("/reports/none/benchmark_report.html")]
    [InlineData("/reports/../benchmark_report.html")]
    [InlineData("/reports/..%2f..%2fetc/passwd")]
    public async Task Get_WhatIsNotThere_IsNotFound(string path)
    {
        await _service.StartAsync();

        using var response = await _service.Http.GetAsync(path, Token);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Get_Health_IsOk()
    {
        await _service.StartAsync();

        Assert.Equal("Healthy", await _service.Http.GetStringAsync("/health", Token));
    }
}
