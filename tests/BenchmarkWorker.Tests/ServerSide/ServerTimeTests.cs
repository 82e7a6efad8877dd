using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using ModelServing.BenchmarkWorker.Advice;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.ServerSide;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.ServerSide;

/// <summary>What platforms say of their latency, by runs against servers that show the pages of the real ones.</summary>
public class ServerTimeTests
{
    private const string Latency = ":tensorflow:serving:request_latency";
    private const string Runtime = ":tensorflow:serving:runtime_latency";

    [Fact]
    public async Task Run_TensorFlowServing_SaysWhatItTookOverTheMeasuredBlocks()
    {
        var count = 0;
        await using var server = await FakeModelServer.StartAsync((context, number) => ShowAsync(context, number, ref count, "/monitoring/prometheus/metrics", n => $$"""
            {{Latency}}_bucket{model_name="production_model",API="predict",entrypoint="REST",le="3240"} {{n}}
            {{Latency}}_sum{model_name="production_model",API="predict",entrypoint="REST"} {{n * 2000}}
            {{Latency}}_count{model_name="production_model",API="predict",entrypoint="REST"} {{n}}
            {{Runtime}}_sum{model_name="production_model",API="Predict",runtime="TF1"} {{n * 500}}
            {{Runtime}}_count{model_name="production_model",API="Predict",runtime="TF1"} {{n}}
            {{Latency}}_count{model_name="another",API="predict",entrypoint="REST"} 77
            """), answerGet: true);

        var time = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 100 })).Platforms[0].ServerTime;

        Assert.Equal(($"{Latency} at {server.Url}monitoring/prometheus/metrics", 100L, 2.0, 0.5, null), (time.Source, time.Requests, time.Mean, time.ModelMean, time.Problem));
        Assert.Equal(new Estimate(null, 0, 3.24), time.Percentiles["p99"]);
        Assert.True(time.ClientMean > 0);
    }

    [Fact]
    public async Task Run_PageThatIsKeptForAWhile_IsLookedAtAgain()
    {
        var (count, shown, looks) = (0, 0, 0);
        await using var server = await FakeModelServer.StartAsync((context, number) => ShowAsync(context, number, ref count, "/monitoring/prometheus/metrics", n =>
        {
            shown = looks++ % 2 == 0 ? n : shown;
            return $$"""{{Latency}}_sum{model_name="production_model"} {{shown * 1000}}{{"\n"}}{{Latency}}_count{model_name="production_model"} {{shown}}""";
        }), answerGet: true);

        var time = (await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 40, Repeats = 2 })).Platforms[0].ServerTime;

        Assert.Equal((40L, 1.0), (time.Requests, time.Mean));
    }

    [Fact]
    public async Task FinishBlock_GatewayThatCountsProbesAndKeepsItsPage_CountsTheBlocksOwn()
    {
        var (count, page, made) = (0, "", 0L);
        await using var server = await FakeModelServer.StartAsync(
            (context, _) =>
            {
                if (context.Request.Path != "/metrics")
                {
                    count++;
                    return WriteAsync(context, "no series here");
                }

                if (page.Length == 0 || Stopwatch.GetElapsedTime(made) > TimeSpan.FromMilliseconds(300))
                {
                    (page, made) = ($$"""istio_request_duration_milliseconds_count{destination_service_name="isvc-predictor",destination_service_namespace="ns",response_code="200"} {{count}}""", Stopwatch.GetTimestamp());
                }

                return WriteAsync(context, page);
            },
            answerGet: true);
        using var metrics = new ServerMetrics(Prepared(Platform.KServe, $"{server.Url}serving/ns/isvc"), TimeProvider.System);

        for (var block = 0; block < 3; block++)
        {
            count++; // whoever watches the target asks it for its model
            await metrics.StartBlockAsync(Token);
            count += 100;
            var told = await metrics.FinishBlockAsync(100, Token);

            Assert.Equal(($"istio_request_duration_milliseconds at {server.Url}metrics", 100.0), (told.Source, told.Requests.Count));
        }
    }

    [Fact]
    public async Task Run_ServerThatOthersUseToo_SaysThatItCountedTheirs()
    {
        var count = 0;
        await using var server = await FakeModelServer.StartAsync((context, number) => ShowAsync(context, number, ref count, "/monitoring/prometheus/metrics", n => $$"""
            {{Latency}}_sum{model_name="production_model"} {{n * 2000}}
            {{Latency}}_count{model_name="production_model"} {{n * 2}}
            """), answerGet: true);

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url)) with { TotalRequests = 100 });

        Assert.Equal((200L, 100L), (outcome.Platforms[0].ServerTime.Requests, outcome.Platforms[0].ServerTime.Others));
        Assert.Contains("200 requests, of which 100 were not this run's.", ServerTable.Of(outcome)?.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerWithoutAPage_SaysWhyThereIsNothing()
    {
        await using var server = await FakeModelServer.StartAsync();

        var outcome = await Plans.RunAsync(Plans.For((Platform.TensorFlow, server.Url), (Platform.Url, new(server.Url, "/v1/models/production_model:predict"))));

        Assert.Equal($"{server.Url}monitoring/prometheus/metrics answers HTTP 404", outcome.Platforms[0].ServerTime.Problem);
        Assert.Equal("no metrics of its own are known of such an endpoint", outcome.Platforms[1].ServerTime.Problem);
        Assert.Null(ServerTable.Of(outcome));
    }

    [Theory]
    [InlineData("http://g:8080/serving/ns/isvc", "request_predict_seconds http://g:8080/serving/ns/isvc/metrics", "istio_request_duration_milliseconds http://g:8080/metrics", Platform.KServe)]
    [InlineData("http://g:8080/seldon/ns/sdep", "seldon_api_executor_server_requests_seconds http://g:8080/seldon/ns/sdep/prometheus", "seldon_api_executor_server_requests_seconds http://g:8080/metrics", Platform.Seldon)]
    public void Of_TargetBehindAGateway_IsTheClosestFirst(string url, string first, string second, object platform) =>
        Assert.Equal([first, second], ServerHistogram.Of(Prepared((Platform)platform, url)).Select(histogram => $"{histogram.Name} {histogram.Page}"));

    [Fact]
    public void Of_GatewayOfManyServices_CountsThoseOfTheTarget()
    {
        const string page = """
            istio_request_duration_milliseconds_count{destination_service_name="isvc-predictor-00001",destination_service_namespace="ns",response_code="200"} 5
            istio_request_duration_milliseconds_count{destination_service_name="isvc-predictor-00001",destination_service_namespace="ns",response_code="503"} 100
            istio_request_duration_milliseconds_count{destination_service_name="isvc-predictor-00001",destination_service_namespace="other",response_code="200"} 1000
            istio_request_duration_milliseconds_count{destination_service_name="isvc2-predictor",destination_service_namespace="ns",response_code="200"} 10000
            """;

        Assert.Equal(5, ServerHistogram.Of(Prepared(Platform.KServe, "http://g:8080/serving/ns/isvc"))[1].Read(page).Count);
    }

    [Fact]
    public void Advice_MostOfTheLatencyOutside_PointsThere()
    {
        var outcome = Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 2000, 5) with { ServerTime = new() { Source = "s", Mean = 1, ModelMean = 0.8, ClientMean = 5 } });

        Assert.Equal(
            "Most of the latency is spent outside the server on tensorflow (4 ms of 5 ms; the server itself took 1 ms). A faster model would change little: look at the network, connections, gateways, the size of bodies and this generator first.",
            Recommendations.For(outcome).Single(advice => advice.Rule == "server and network").Text);
    }

    [Fact]
    public void Advice_MostOfTheLatencyInTheModel_SaysNothing() =>
        Assert.DoesNotContain(Recommendations.For(Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 2000, 5) with { ServerTime = new() { Source = "s", Mean = 4.5, ModelMean = 4, ClientMean = 5 } })), advice => advice.Rule == "server and network");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PreparedTarget Prepared(Platform platform, string url) => new()
    {
        Target = new(platform, new(url)),
        PredictUrl = new($"{url}/v1/models/m:predict"),
        Protocol = WireProtocol.TensorFlow,
        ModelName = "m",
        Payloads = [],
        Instances = 1,
        Features = 1,
    };

    /// <summary>Counts predictions, and shows the page at its path.</summary>
    private static Task<bool> ShowAsync(HttpContext context, int number, ref int count, string path, Func<int, string> page)
    {
        count = Math.Max(count, number);
        return context.Request.Path == path ? WriteAsync(context, page(count)) : Task.FromResult(false);
    }

    private static async Task<bool> WriteAsync(HttpContext context, string page)
    {
        await context.Response.WriteAsync(page + "\n");
        return true;
    }
}
