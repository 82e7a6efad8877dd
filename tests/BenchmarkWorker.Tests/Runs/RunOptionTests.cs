using System.CommandLine;
using System.Text;
using System.Text.Json;
using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Service;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Runs;

/// <summary>What a user can say is the same on the command line and over HTTP.</summary>
public class RunOptionTests
{
    [Fact]
    public void All_AreFlagsAndMembersOfABody()
    {
        var flags = new RunOptions().All.Select(flag => flag.Name).Except(["--output-dir"]);
        var members = ServiceJsonContext.Default.RunRequest.Properties.Select(property => property.Name);

        Assert.Equal(RunOption.All.Select(option => option.Flag), flags);
        Assert.Equal(RunOption.All.Select(option => option.Member), members);
        Assert.All(RunOption.All, option => Assert.NotEmpty(option.Description));
    }

    [Theory]
    [InlineData("""{"url":["http://a/v1/models/m:predict","http://b/v1/models/m:predict"],"concurrent_requests":7}""", "--url", "http://a/v1/models/m:predict", "--url", "http://b/v1/models/m:predict", "--concurrent-requests", "7")]
    [InlineData("""{"kserve_url":"http://x/","kserve_protocol":["v1","v2-binary"],"http2":true,"insecure":true,"disable_keepalive":true}""", "--kserve-url", "http://x/", "--kserve-protocol", "v1", "v2-binary", "--http2", "--insecure", "--disable-keepalive")]
    [InlineData("""{"tensorflow_url":"http://x/","header":["a: 1","b: 2"],"payloads":"same","requests":"r.json","golden":"g.json","tolerance":0.01}""", "--tensorflow-url", "http://x/", "-H", "a: 1", "--header", "b: 2", "--payloads", "same", "--requests", "r.json", "--golden", "g.json", "--tolerance", "0.01")]
    [InlineData("""{"seldon_url":"http://x/","seldon_protocol":"v2","rate":50,"arrivals":"constant","rate_shape":"ramp:90","max_in_flight":9,"duration":3.5,"drain_seconds":1,"warmup_seconds":0}""", "--seldon-url", "http://x/", "--seldon-protocol", "v2", "--rate", "50", "--arrivals", "constant", "--rate-shape", "ramp:90", "--max-in-flight", "9", "--duration", "3.5", "--drain-seconds", "1", "--warmup-seconds", "0")]
    [InlineData("""{"tensorflow_grpc":"x:1","concurrency_sweep":[1,2,4],"concurrent_requests":1,"think_time":5,"fail_if":["p99 > 9ms","errors > 1%"],"equivalence":"3%","max_error_rate":"2%"}""", "--tensorflow-grpc", "x:1", "--concurrent-requests", "1,2,4", "--think-time", "5", "--fail-if", "p99 > 9ms", "--fail-if", "errors > 1%", "--equivalence", "3%", "--max-error-rate", "2%")]
    [InlineData("""{"tensorflow_url":"http://x/","scenario":"single-stream","target_latency":5,"target_latency_percentile":95,"profile":"quick","prometheus":"http://p/","prometheus_cpu_query":"c"}""", "--tensorflow-url", "http://x/", "--scenario", "single-stream", "--target-latency", "5", "--target-latency-percentile", "95", "--profile", "quick", "--prometheus", "http://p/", "--prometheus-cpu-query", "c")]
    [InlineData("""{"tensorflow_url":"http://x/","find_max_rate":"p99 < 20ms","arrival_file":null,"payload_size":"large","seed":3,"repeats":2}""", "--tensorflow-url", "http://x/", "--find-max-rate", "p99 < 20ms", "--payload-size", "large", "--seed", "3", "--repeats", "2")]
    public void Read_FlagsAndBody_AskForTheSamePlan(string body, params string[] flags)
    {
        var options = new RunOptions();
        var command = new RootCommand();
        Array.ForEach([.. options.All], command.Options.Add);

        var (plan, problems) = options.Read(command.Parse(flags));
        var (said, unread) = RunRequestBody.Read(Encoding.UTF8.GetBytes(body));
        var (same, otherProblems) = RunRequestReader.Read(said, unread);

        Assert.Equal(([], []), (problems, otherProblems));
        Assert.NotNull(plan);
        Assert.Equal(JsonSerializer.Serialize(plan, ServiceJsonContext.Default.BenchmarkPlan), JsonSerializer.Serialize(same, ServiceJsonContext.Default.BenchmarkPlan));
        Assert.Equal(plan.Clients.Headers, same?.Clients.Headers);
    }

    [Fact]
    public void Read_NothingSaid_HasTheDefaultsThatAreTold()
    {
        var (said, unsaid) = (new RunRequest { TensorflowUrl = "http://x/" }, new RunRequest { TensorflowUrl = "http://x/" });
        foreach (var option in RunOption.All.Where(option => option.Default is { Length: > 0 }))
        {
            Assert.Null(option.Take(said, [option.Default ?? ""]));
        }

        Assert.Equal(Json(unsaid), Json(said));

        static string Json(RunRequest request) => JsonSerializer.Serialize(RunRequestReader.Read(request).Plan!, ServiceJsonContext.Default.BenchmarkPlan); // it can run
    }
}
