using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelServing.Autoscaler.Actuation;
using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Hosting;
using ModelServing.Autoscaler.Keda.Wire;
using ModelServing.Autoscaler.Tests.Actuation;
using ModelServing.Autoscaler.Workloads;
using ModelServing.Kubernetes.Client;

namespace ModelServing.Autoscaler.Tests.Workloads;

/// <summary>The whole service on a fake clock, with an endpoint in Prometheus' place and a cluster in memory.</summary>
public sealed class AutoscalerLoopTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-03-02T00:00:00Z");

    private readonly FakeTimeProvider _time = new(Start.AddDays(4));
    private readonly FakeCluster _cluster = new();
    private readonly HttpClient _http = new();
    private FakePrometheus _prometheus = null!; // set before every test
    private WebApplication _app = null!; // set before every test

    public async ValueTask InitializeAsync()
    {
        _cluster.Put(new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "model-serving", Uid = "u" },
            Spec = new V1DeploymentSpec { Replicas = 2, Selector = new V1LabelSelector(), Template = new V1PodTemplateSpec() },
        });
        _prometheus = await FakePrometheus.StartAsync(Load);
        string[] args =
        [
            "--urls=http://127.0.0.1:0", "--grpc_urls=http://127.0.0.1:0", $"--prometheus={_prometheus.Url}", "--ModelServing:Autoscaler:Workloads:0:Name=web",
            "--ModelServing:Autoscaler:Workloads:0:Deployment=web", "--ModelServing:Autoscaler:Workloads:0:Query=sum(load)",
            "--ModelServing:Autoscaler:Workloads:0:Step=00:30:00", "--ModelServing:Autoscaler:Workloads:0:LeadTime=03:00:00",
        ];
        _app = AutoscalerApplication.Build(args, builder =>
        {
            builder.Services.AddSingleton(new ClusterConnection("unused", _ => _cluster));
            builder.Services.AddSingleton<TimeProvider>(_time);
        });
        await _app.StartAsync(Cancellation);
        _http.BaseAddress = new Uri(_app.Urls.First());
        await TickedAsync(Start.AddDays(4));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _prometheus.DisposeAsync();
    }

    [Fact]
    public async Task Loop_DailyLoad_ScalesAheadOfTheMorningOnlyWhenEnabled()
    {
        // Three in the morning: 20 requests/s now, 320 at noon, and the lead time reaches half-way up.
        var at = Start.AddDays(4).AddHours(7);
        await AdvanceToAsync(at);
        var view = await GetAsync("/workloads/web/forecast");
        var predicted = (double)view["workload"]!["predictedLoad"]!;
        Assert.InRange(predicted, Load(at.AddHours(3))!.Value * 0.9, Load(at.AddHours(3))!.Value * 1.1);
        Assert.Equal("up", (string?)view["workload"]!["decision"]!["direction"]);
        Assert.Empty(_cluster.Patches);
        Assert.Equal(12, view["forecast"]!.AsArray().Count);

        using var enabled = await PostModeAsync("""{"mode":"Enabled"}""");
        Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
        await AdvanceToAsync(at.AddMinutes(30));

        var deployment = await _cluster.FindAsync<V1Deployment>("web", "model-serving", Cancellation);
        var wanted = GuideRule.Desired(Load(at.AddHours(3.5))!.Value, new ScalingLimits(100, 0.7, 1, 10));
        Assert.InRange(deployment!.Spec.Replicas!.Value, wanted - 1, wanted + 1);
        var audit = await _cluster.FindAsync<V1ConfigMap>(AuditLog.Name, "model-serving", Cancellation);
        Assert.Single(JsonNode.Parse(audit!.Data[AuditLog.Key])!.AsArray());
        Assert.Single((await _cluster.ListAsync<Corev1Event>(ResourceQuery.All, Cancellation)).Items);
    }

    [Fact]
    public async Task Loop_MetricsOutage_HoldsAndCatchesUpWithOneQuery()
    {
        using var enabled = await PostModeAsync("""{"mode":"Enabled"}""");
        _prometheus.Outage = 503;
        await AdvanceToAsync(Start.AddDays(4).AddHours(2));
        var during = await GetAsync("/workloads/web/forecast");
        Assert.Equal("hold", (string?)during["workload"]!["decision"]!["direction"]);
        Assert.Contains("no load to decide on", (string?)during["workload"]!["decision"]!["reason"], StringComparison.Ordinal);

        _prometheus.Outage = 0;
        var before = _prometheus.Queries;
        await AdvanceToAsync(Start.AddDays(4).AddHours(2.5));

        Assert.Equal(1, _prometheus.Queries - before);
        var after = await GetAsync("/workloads/web/forecast");
        Assert.Equal("ok", (string?)after["workload"]!["status"]);
        Assert.Equal(Start.AddDays(4).AddHours(2.5), (DateTimeOffset)after["history"]!.AsArray()[^1]!["time"]!);
        Assert.All(after["history"]!.AsArray(), slot => Assert.NotNull(slot!["value"]));
    }

    [Fact]
    public async Task Endpoints_WorkloadsMetricsPageAndMistakes_Answer()
    {
        var list = await GetAsync("/workloads");
        Assert.Equal("ForecastOnly", (string?)list["workloads"]![0]!["mode"]);
        Assert.Contains("workload nobody not found: known are web", await _http.GetAsync(new Uri("/workloads/nobody/forecast", UriKind.Relative), Cancellation) is { StatusCode: HttpStatusCode.NotFound } missing
            ? await missing.Content.ReadAsStringAsync(Cancellation) : "", StringComparison.Ordinal);
        using var refused = await PostModeAsync("""{"mode":"Sometimes"}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("<svg", (await _http.GetStringAsync(new Uri("/", UriKind.Relative), Cancellation)).Replace("shape(\"svg\"", "<svg", StringComparison.Ordinal), StringComparison.Ordinal);
        var metrics = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.All(["predicted_load{", "predicted_load_upper{", "forecast_abs_error{", "interval_coverage{"], name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.Contains("workload=\"web\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExternalScaler_KnownWorkload_ServesThePredictionAndRefusesToGuess()
    {
        using var channel = GrpcChannel.ForAddress(_app.Urls.Last());
        var scaler = new ExternalScaler.ExternalScalerClient(channel);
        var reference = new ScaledObjectRef { Name = "any", Namespace = "model-serving", ScalerMetadata = { ["workload"] = "web" } };

        var spec = Assert.Single((await scaler.GetMetricSpecAsync(reference, cancellationToken: Cancellation)).MetricSpecs);
        Assert.Equal(("predicted_load", 70, 70.0), (spec.MetricName, spec.TargetSize, spec.TargetSizeFloat));
        var metric = Assert.Single((await scaler.GetMetricsAsync(new GetMetricsRequest { ScaledObjectRef = reference }, cancellationToken: Cancellation)).MetricValues);
        var view = await GetAsync("/workloads/web/forecast");
        Assert.Equal((double)view["workload"]!["predictedLoad"]!, metric.MetricValueFloat);
        Assert.True((await scaler.IsActiveAsync(reference, cancellationToken: Cancellation)).Result);
        using var stream = scaler.StreamIsActive(reference, cancellationToken: Cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation) && stream.ResponseStream.Current.Result);

        _prometheus.Outage = 503;
        await AdvanceToAsync(_time.GetUtcNow().AddMinutes(30));
        var outage = await Assert.ThrowsAsync<RpcException>(async () => await scaler.IsActiveAsync(reference, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.Unavailable, outage.StatusCode);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await scaler.GetMetricSpecAsync(new ScaledObjectRef { Name = "nobody" }, cancellationToken: Cancellation));
        Assert.Contains("workload nobody not found: known are web", unknown.Status.Detail, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Nothing before the start; then a day between 20 at midnight and 320 at noon.</summary>
    private static double? Load(DateTimeOffset time) =>
        time < Start ? null : 170 - (150 * Math.Cos(2 * Math.PI * (time - Start).TotalDays));

    private async Task AdvanceToAsync(DateTimeOffset time)
    {
        while (_time.GetUtcNow() < time)
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            await TickedAsync(_time.GetUtcNow());
        }
    }

    /// <summary>Waits until the tick of a time is in the decision log.</summary>
    private async Task TickedAsync(DateTimeOffset time)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var workload = _app.Services.GetRequiredService<WorkloadSet>().All[0];
        while (workload.Log.Entries is not [var latest, ..] || latest.At < time)
        {
            Assert.False(patience.IsCancellationRequested, $"no tick at {time:u}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private async Task<JsonObject> GetAsync(string path) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation))!.AsObject();

    private async Task<HttpResponseMessage> PostModeAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.PostAsync(new Uri("/workloads/web/mode", UriKind.Relative), content, Cancellation);
    }
}
