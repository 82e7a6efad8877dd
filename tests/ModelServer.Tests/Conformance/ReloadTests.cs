using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Labels and metrics of a reload, where labels may point to versions that do not serve yet.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private TestServer _server = null!; // set before each test

    private ModelService.ModelServiceClient Client => new(_server.Channel);

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        new FunctionLoader(id => FunctionModel.HalfPlus(id.Version)), ["1"], options => options with { AllowUnavailableLabels = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Reload_NewLabelOfAnAbsentVersion_IsTakenAndAnswersNotFound()
    {
        await ReloadAsync(("canary", 5), ("stable", 1));

        Assert.Equal(200, (await _server.PostAsync("/v1/models/default/labels/stable:predict", "{\"inputs\":2.0}")).Status);
        Assert.Equal(
            (404, "{\n    \"error\": \"Servable not found for request: Specific(default, 5)\"\n}"),
            await _server.PostAsync("/v1/models/default/labels/canary:predict", "{\"inputs\":2.0}"));
    }

    [Fact]
    public async Task Reload_UsedLabelToAnAbsentVersion_IsRefusedAndKept()
    {
        await ReloadAsync(("stable", 1));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await ReloadAsync(("stable", 5)));

        Assert.Equal(
            (StatusCode.FailedPrecondition, "Request to assign label to version 5 of model default, which is not currently available for inference"),
            (refused.StatusCode, refused.Status.Detail));
        Assert.Equal(200, (await _server.PostAsync("/v1/models/default/labels/stable:predict", "{\"inputs\":2.0}")).Status);
    }

    [Fact]
    public async Task Reload_WithoutTheLabel_DropsIt()
    {
        await ReloadAsync(("stable", 1), ("same", 1));
        await ReloadAsync(("same", 1));

        Assert.Equal(
            (400, "{\n    \"error\": \"Unrecognized servable version label: stable\"\n}"),
            await _server.PostAsync("/v1/models/default/labels/stable:predict", "{\"inputs\":2.0}"));
        Assert.Equal(200, (await _server.PostAsync("/v1/models/default/labels/same:predict", "{\"inputs\":2.0}")).Status);
    }

    [Fact]
    public async Task Reload_MetricNames_AreAnsweredWithTheirIncrease()
    {
        var request = Request();
        request.Config.ModelConfigList.Config.Add(new ModelConfig { Name = "more", BasePath = _server.BasePath, ModelPlatform = "tensorflow" });
        request.MetricNames.Add([":tensorflow:serving:request_count", "/tensorflow/cc/saved_model/load_attempt_count", "other"]);

        var response = await Client.HandleReloadConfigRequestAsync(request);

        Assert.Equal(
            new ReloadConfigResponse
            {
                Status = new StatusProto(),
                Metric =
                {
                    new Metric { Name = ":tensorflow:serving:request_count", Int64ValueIncrease = 0 },
                    new Metric { Name = "/tensorflow/cc/saved_model/load_attempt_count", Int64ValueIncrease = 1 },
                    new Metric { Name = "other", Int64ValueIncrease = 0 },
                },
            },
            response);
    }

    [Fact]
    public async Task Reload_TheSameList_ChangesNothing()
    {
        var before = _server.Server.Catalog.Snapshot.Find("default", 1);

        await ReloadAsync();

        Assert.Same(before, _server.Server.Catalog.Snapshot.Find("default", 1));
    }

    private ReloadConfigRequest Request(params (string Label, long Version)[] labels)
    {
        var config = new ModelConfig { Name = "default", BasePath = _server.BasePath, ModelPlatform = "tensorflow" };
        foreach (var (label, version) in labels)
        {
            config.VersionLabels[label] = version;
        }

        return new ReloadConfigRequest { Config = new ModelServerConfig { ModelConfigList = new ModelConfigList { Config = { config } } } };
    }

    private async Task ReloadAsync(params (string Label, long Version)[] labels) => await Client.HandleReloadConfigRequestAsync(Request(labels));
}
