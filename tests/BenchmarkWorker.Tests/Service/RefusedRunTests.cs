using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Service;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

/// <summary>Refusals name what a body has, in its own words.</summary>
public sealed class RefusedRunTests : IAsyncLifetime
{
    private readonly RunningService _service = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("""{"concurrent_requests":0,"url":["http://x/"]}""", "concurrent_requests", "concurrent_requests must be between 1 and 4096, not 0")]
    [InlineData("""{"tensorflow_url":"nowhere"}""", "tensorflow_url", "tensorflow_url: 'nowhere' is not an absolute URL")]
    [InlineData("""{"url":["ftp://x/"]}""", "url", "url: ftp://x/ is not an http or https URL")]
    [InlineData("{}", "", "no endpoint given: pass at least one of tensorflow_url, seldon_url, kserve_url or url")]
    [InlineData("", "", "no endpoint given: pass at least one of tensorflow_url, seldon_url, kserve_url or url")]
    [InlineData("{", "", "the body is not JSON, at line 1, column 2: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed")]
    [InlineData("{\n  \"modèle\": nothing\n}", "", "the body is not JSON, at line 2, column 14: 'nothing }' is an invalid JSON literal. Expected the literal 'null'")]
    [InlineData("{\"rate\":1,}", "", "the body is not JSON, at line 1, column 11: The JSON object contains a trailing comma at the end which is not supported in this mode")]
    [InlineData("[1]", "", """the body must be an object, for example {"tensorflow_url": "http://127.0.0.1:8501"}""")]
    [InlineData("""{"url":["http://x/"],"concurent_requests":3}""", "concurent_requests", "concurent_requests is not a member of a run: do you mean concurrent_requests?")]
    [InlineData("""{"url":["http://x/"],"frobnicate":3}""", "frobnicate", "frobnicate is not a member of a run; /openapi/v1.json describes them")]
    [InlineData("""{"url":["http://x/"],"concurrent_requests":"ten"}""", "concurrent_requests", "concurrent_requests must be a whole number, not \"ten\"")]
    [InlineData("""{"url":["http://x/"],"concurrent_requests":10.5}""", "concurrent_requests", "concurrent_requests must be a whole number, not 10.5")]
    [InlineData("""{"url":["http://x/"],"rate":"fast"}""", "rate", "rate must be a number, not \"fast\"")]
    [InlineData("""{"url":["http://x/"],"http2":"yes"}""", "http2", "http2 must be true or false, not \"yes\"")]
    [InlineData("""{"url":"http://x/"}""", "url", "url must be a list of texts, not \"http://x/\"")]
    [InlineData("""{"url":["http://x/"],"rate_sweep":[100, null]}""", "rate_sweep", "rate_sweep must be a list of numbers, not [100, null]")]
    [InlineData("""{"url":["http://x/"],"model_name":["m"]}""", "model_name", "model_name must be a text, not [\"m\"]")]
    [InlineData("""{"url":["http://x/"],"header":["nothing"]}""", "header", "header 'nothing' is not 'Name: value'")]
    [InlineData("""{"url":["http://x/"],"scenario":"online"}""", "scenario", "scenario must be single-stream, multi-stream, server or offline, not online")]
    [InlineData("""{"url":["http://x/"],"scenario":"server"}""", "rate", "scenario server needs rate, the queries a second")]
    [InlineData("""{"url":["http://x/"],"rate_shape":"ramp:5"}""", "rate_shape", "rate_shape needs rate, and neither scenario nor rate_sweep")]
    [InlineData("""{"url":["http://x/"],"rate":5,"arrival_file":"--rate"}""", "arrival_file", "arrival_file names a file: over HTTP that takes a folder for such files, ModelServing:Benchmark:FilesDirectory")]
    [InlineData("""{"url":["http://x/"],"equivalence":"0%"}""", "equivalence", "equivalence must be above 0 % and at most 100 %, not 0 %")]
    [InlineData("""{"url":["http://x/"],"fail_if":["p98 > 3ms"]}""", "fail_if", "fail_if: 'p98' is not a metric: there are throughput, mean, p50, p90, p95, p99, p99.9, errors")]
    [InlineData("""{"url":["http://x/"],"requests":"/etc/passwd"}""", "requests", "requests names a file: over HTTP that takes a folder for such files, ModelServing:Benchmark:FilesDirectory")]
    [InlineData("""{"url":["http://x/"],"model_name":"\ud800"}""", "", "the body has a string with half of a surrogate pair")]
    public async Task Post_BadRun_NamesTheMemberAndTheReason(string body, string member, string reason)
    {
        await _service.StartAsync();

        using var response = await _service.PostAsync(body);
        var problem = await response.Content.ReadFromJsonAsync<JsonNode>(Token);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal((400, reason, reason), (problem?["status"]?.GetValue<int>(), problem?["errors"]?[member]?.AsArray().Single()?.GetValue<string>(), problem?["detail"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Post_SeveralMistakes_NamesThemAll()
    {
        await _service.StartAsync();

        using var response = await _service.PostAsync("""{"tensorflow_url":"nowhere","ratee":3,"rate":-1,"timeout_seconds":"long","payload_size":"huge","concurrency_sweep":[0,5000]}""");
        var errors = (await response.Content.ReadFromJsonAsync<JsonNode>(Token))?["errors"]?.AsObject();

        Assert.Equal(["ratee", "timeout_seconds", "payload_size", "tensorflow_url", "rate", "concurrency_sweep"], errors?.Select(error => error.Key));
        Assert.Equal(["concurrency_sweep must be between 1 and 4096, not 0", "concurrency_sweep must be between 1 and 4096, not 5000"], errors?["concurrency_sweep"]?.AsArray().Select(text => text?.GetValue<string>()));
    }

    [Fact]
    public async Task Post_BodyOfUnsaidLengthThatIsTooLarge_IsRefused()
    {
        await _service.StartAsync();
        using var content = new StreamContent(new MemoryStream(new byte[(64 << 10) + 1]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs") { Content = content, Headers = { TransferEncodingChunked = true } };

        using var response = await _service.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("The body is larger than 65536 bytes.", (await response.Content.ReadFromJsonAsync<JsonNode>(Token))?["detail"]?.GetValue<string>());
    }

    [Fact]
    public void Read_WhatIsNotUtf8_IsRefused() => Assert.Equal("the body is not UTF-8", RunRequestBody.Read(new byte[] { (byte)'"', 0xff, (byte)'"' }).Problems.Single().InMembers);

    [Theory]
    [InlineData("\ufeff{\"model_name\":\"m\"}")]
    [InlineData("{\"model_name\":\"m\",\"rate\":null}\n")]
    public void Read_WhatEditorsWrite_IsRead(string body)
    {
        var (request, problems) = RunRequestBody.Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal(("m", 0), (request.ModelName, problems.Count));
    }

    [Fact]
    public void Read_MemberTwice_IsRefused() => Assert.Equal(["rate is said 2 times"], RunRequestBody.Read("""{"rate":1,"rate":2}"""u8.ToArray()).Problems.Select(problem => problem.InMembers));
}
