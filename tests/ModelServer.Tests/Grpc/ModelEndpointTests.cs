using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Grpc;

public sealed class ModelEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!; // set before each test

    private ModelService.ModelServiceClient Client => new(_server.Channel);

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        new FunctionLoader(id => id.Name == "broken" ? null : FunctionModel.HalfPlus(id.Version)), ["123", "124"], policy: new VersionPolicy.All());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task GetModelStatus_AllOrOne_NewestFirst()
    {
        await _server.UntilAsync(models => models.Versions("default").Count == 2);
        var all = await Client.GetModelStatusAsync(new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "default" } });
        var one = await Client.GetModelStatusAsync(new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "default", Version = 123 } });
        var missing = await Assert.ThrowsAsync<RpcException>(
            async () => await Client.GetModelStatusAsync(new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = "default", Version = 9 } }));

        Assert.Equal([124L, 123], all.ModelVersionStatus.Select(version => version.Version));
        Assert.All(all.ModelVersionStatus, version => Assert.Equal(ModelVersionStatus.Types.State.Available, version.State));
        Assert.Equal(123, Assert.Single(one.ModelVersionStatus).Version);
        Assert.Equal((StatusCode.NotFound, "Could not find version 9 of model default"), (missing.StatusCode, missing.Status.Detail));
    }

    [Fact]
    public async Task Reload_OtherModel_ReplacesTheList()
    {
        var response = await Client.HandleReloadConfigRequestAsync(Reload(Config("other")));

        Assert.Equal(StatusProto.Types.Code.Ok, response.Status.ErrorCode);
        await _server.UntilAsync(models => models.Find("default", null) is null && models.Find("other", null) is not null);
    }

    [Fact]
    public async Task Reload_Labels_MustPointToWhatServes()
    {
        await _server.UntilAsync(models => models.Versions("default").Count == 2);
        var config = Config("default");
        config.VersionLabels["stable"] = 123;
        await Client.HandleReloadConfigRequestAsync(Reload(config));
        Assert.Contains("124.0", (await _server.PostAsync("/v1/models/default/labels/stable:predict", "{\"inputs\":2.0}")).Body);

        config.VersionLabels["stable"] = 5;
        Assert.Equal(
            (StatusCode.FailedPrecondition,
                "Request to assign label to version 5 of model default, which is not currently available for inference"),
            await RefusalAsync(Reload(config)));
    }

    [Fact]
    public async Task Reload_LabelOfAVersionThatHasGone_IsRefusedEvenUnchanged()
    {
        await _server.UntilAsync(models => models.Versions("default").Count == 2);
        var config = Config("default");
        config.VersionLabels["stable"] = 123;
        await Client.HandleReloadConfigRequestAsync(Reload(config));
        Directory.Delete(Path.Combine(_server.BasePath, "123"));
        await _server.UntilAsync(models => models.Find("default", 123) is null);

        Assert.Equal(StatusCode.FailedPrecondition, (await RefusalAsync(Reload(config))).Code);
    }

    [Fact]
    public async Task Reload_BadConfiguration_IsInvalid()
    {
        var relative = Config("r");
        relative.BasePath = "models";
        var both = Config("b");
        both.ModelType = ModelType.Tensorflow;
        var platform = Config("default");
        platform.ModelPlatform = "caffe";
        var other = new ModelConfig { Name = "o", BasePath = _server.BasePath, ModelType = ModelType.Other };
        var neither = new ModelConfig { Name = "n", BasePath = _server.BasePath };
        var unknown = Config("u");
        unknown.ModelPlatform = "caffe";

        Assert.Equal((StatusCode.InvalidArgument, "Expected model r to have an absolute path or URI; got base_path()=models"), await RefusalAsync(Reload(relative)));
        Assert.Equal(
            (StatusCode.InvalidArgument, "Illegal setting both ModelServerConfig::model_type (deprecated) and ModelServerConfig::model_platform, model name is b"), await RefusalAsync(Reload(both)));
        Assert.Equal(
            (StatusCode.InvalidArgument, "Illegal to change a model's platform. For model default platform was tensorflow and new platform requested is caffe"), await RefusalAsync(Reload(platform)));
        Assert.Equal((StatusCode.InvalidArgument, "ModelServerConfig::model_type choice 2 not supported."), await RefusalAsync(Reload(other)));
        Assert.Equal((StatusCode.InvalidArgument, "Model u requests unsupported platform caffe; only tensorflow is supported"), await RefusalAsync(Reload(unknown)));
        Assert.StartsWith(
            "Illegal setting neither ModelServerConfig::model_type (deprecated) nor ModelServerConfig::model_platform, model name is n", (await RefusalAsync(Reload(neither))).Detail, StringComparison.Ordinal);
        Assert.Equal((StatusCode.InvalidArgument, "Illegal to list model d multiple times in config list"), await RefusalAsync(Reload(Config("d"), Config("d"))));
        Assert.Equal(StatusCode.InvalidArgument, (await RefusalAsync(new ReloadConfigRequest())).Code);
        Assert.NotNull(_server.Server.Catalog.Snapshot.Find("default", null));
    }

    [Fact]
    public async Task Reload_ModelThatDoesNotLoad_SaysWhichAndWhy()
    {
        var (code, detail) = await RefusalAsync(Reload(Config("default"), Config("broken")));

        Assert.Equal(StatusCode.Unknown, code);
        Assert.Equal(
            "2 model(s) did not become available: {{{name: broken version: 124} due to error: NOT_FOUND: no graph in 124}, "
            + "{{name: broken version: 123} due to error: NOT_FOUND: no graph in 123}, }",
            detail);
    }

    private ModelConfig Config(string name) => new()
    {
        Name = name,
        BasePath = _server.BasePath,
        ModelPlatform = "tensorflow",
        ModelVersionPolicy = new() { All = new() },
    };

    private static ReloadConfigRequest Reload(params ModelConfig[] models) =>
        new() { Config = new ModelServerConfig { ModelConfigList = new ModelConfigList { Config = { models } } } };

    private async Task<(StatusCode Code, string Detail)> RefusalAsync(ReloadConfigRequest request)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.HandleReloadConfigRequestAsync(request));
        return (exception.StatusCode, exception.Status.Detail);
    }
}
