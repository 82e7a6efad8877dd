using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.ExperimentApi.Tests.Running;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Rest;

public sealed class ApiTests
{
    private const string Draft = """{"name":"one","namespace":"ns","platform":"kserve","target":"t","treatment":{"modelUri":"gs://b/<m>"}}""";

    [Fact]
    public async Task Create_BadDefinition_IsAProblemThatNamesTheFields()
    {
        await using var api = await TestApi.StartAsync(new());

        var (status, body) = await SendAsync(api, HttpMethod.Post, "/experiments", """{"name":"Bad Name","platform":"kserve","target":"t","ramp":{"steps":[120]}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var problem = JsonNode.Parse(body)?.AsObject() ?? [];
        Assert.Equal(["name", "ramp.steps", "treatment.modelUri"], (problem["errors"]?.AsObject() ?? []).Select(error => error.Key).Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name":"x","platform":"ray"}""")]
    [InlineData("""{"name":"x","unknownField":1}""")]
    [InlineData("[]")]
    [InlineData("""{"name":"x","ramp":null}""")]
    public async Task Create_BodyThatCannotBeRead_IsABadRequest(string body)
    {
        await using var api = await TestApi.StartAsync(new());

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(api, HttpMethod.Post, "/experiments", body)).Status);
    }

    [Fact]
    public async Task Create_NameOrTargetTaken_IsAConflict()
    {
        await using var api = await TestApi.StartAsync(new());
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(api, HttpMethod.Post, "/experiments?start=false", Draft)).Status);

        var sameName = await SendAsync(api, HttpMethod.Post, "/experiments", Draft);
        var sameTarget = await SendAsync(api, HttpMethod.Post, "/experiments", Draft.Replace("\"one\"", "\"two\""));

        Assert.Equal(HttpStatusCode.Conflict, sameName.Status);
        Assert.Contains("an experiment called one exists already", sameName.Body);
        Assert.Contains("experiment one is using KServe/ns/t: end it first", sameTarget.Body);
    }

    [Fact]
    public async Task Draft_IsListedStartedAndExplained()
    {
        await using var api = await TestApi.StartAsync(new());
        await SendAsync(api, HttpMethod.Post, "/experiments?start=false", Draft);

        var list = JsonNode.Parse((await SendAsync(api, HttpMethod.Get, "/experiments")).Body)?.AsArray() ?? [];
        Assert.Equal(("one", "Draft"), (list.Single()?["name"]?.GetValue<string>(), list.Single()?["state"]?.GetValue<string>()));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Post, "/experiments/one/start")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(api, HttpMethod.Post, "/experiments/one/start")).Status);
        await api.RoundAsync();

        var one = JsonNode.Parse((await SendAsync(api, HttpMethod.Get, "/experiments/one")).Body);
        Assert.Equal(("Validating", "there is no InferenceService t in namespace ns"), (one?["state"]?.GetValue<string>(), one?["condition"]?.GetValue<string>()));
        var events = JsonNode.Parse((await SendAsync(api, HttpMethod.Get, "/experiments/one/events")).Body)?.AsArray() ?? [];
        Assert.Equal(["Draft", "Validating"], events.Select(change => change?["to"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Unknown_IsAProblemThatTellsWhereToLook()
    {
        await using var api = await TestApi.StartAsync(new());

        foreach (var path in (string[])["/experiments/none", "/experiments/none/events", "/experiments/none/report"])
        {
            var (status, body) = await SendAsync(api, HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Contains("There is no experiment none: GET /experiments lists them.", body);
        }
    }

    [Fact]
    public async Task OpenApi_DescribesTheRoutesAndTheDefinition()
    {
        await using var api = await TestApi.StartAsync(new());

        var document = JsonNode.Parse((await SendAsync(api, HttpMethod.Get, "/openapi/v1.json")).Body);

        var paths = (document?["paths"]?.AsObject() ?? []).Select(path => path.Key).ToList();
        Assert.Contains("/experiments", paths);
        Assert.Contains("/experiments/{name}/outcomes", paths);
        Assert.Contains("/experiments/{name}/rollback", paths);
        Assert.NotNull(document?["components"]?["schemas"]?["ExperimentDefinition"]?["properties"]?["ramp"]);
    }

    [Fact]
    public async Task Report_EncodesEverythingAndNeedsNothingElse()
    {
        var cluster = new FakeCluster();
        await using var api = await TestApi.StartAsync(cluster);
        await SendAsync(api, HttpMethod.Post, "/experiments?start=false", Draft.Replace("\"treatment\"", "\"metric\":{\"name\":\"<script>alert(1)</script>\"},\"treatment\""));
        await api.Store.UpdateAsync("one", snapshot => snapshot with { Reason = "<img src=x>", Data = [new(50, new(3, 1, new(3, 1, 2), new(3, 4, 0)), new(0, 0, new(0, 0, 0), new(0, 0, 0)))] }, CancellationToken.None);

        var (status, html) = await SendAsync(api, HttpMethod.Get, "/experiments/one/report");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">", html);
        Assert.Contains("There is no &lt;script&gt;alert(1)&lt;/script&gt; for the treatment: nothing can be said.", html);
        Assert.Contains("&lt;img src=x&gt;", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("http", html.Replace("http-equiv", ""));
        Assert.DoesNotContain("NaN", html);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(TestApi api, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await api.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
