using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Hosting;

public sealed class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelserver-config-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ConfigFile_Changed_IsReloaded()
    {
        _folder.CreateSubdirectory("a/1");
        _folder.CreateSubdirectory("b/1");
        var file = Path.Combine(_folder.FullName, "models.config");
        await WriteAsync(file, "a");
        Assert.True(ServerOptionsReader.TryRead(new ServerFlags { ModelConfigFile = file }, out var read, out var error), error);
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => FunctionModel.HalfPlus(2)), [], options => options with
            {
                Models = read.Models,
                ModelConfigFile = file,
                ModelConfigPoll = TimeSpan.FromMilliseconds(50),
            });
        Assert.NotNull(server.Server.Catalog.Snapshot.Find("a", 1));

        await WriteAsync(file, "b");

        await server.UntilAsync(models => models.Find("a", null) is null && models.Find("b", 1) is not null);
    }

    [Theory]
    [InlineData("file:///models/my%20model", "/models/my model")]
    [InlineData("/models/my%20model", "/models/my%20model")]
    public void TryRead_BasePath_MayBeAFileUri(string basePath, string expected)
    {
        var file = Path.Combine(_folder.FullName, "models.config");
        File.WriteAllText(file, $"model_config_list {{ config {{ name: \"a\" base_path: \"{basePath}\" model_platform: \"tensorflow\" }} }}");

        Assert.True(ServerOptionsReader.TryRead(new ServerFlags { ModelConfigFile = file }, out var listed, out var error), error);
        Assert.True(ServerOptionsReader.TryRead(new ServerFlags { ModelBasePath = basePath }, out var alone, out error), error);
        Assert.Equal([expected, expected], [listed.Models[0].BasePath, alone.Models[0].BasePath]);
    }

    [Fact]
    public void TryRead_BasePathInABucket_IsRefused()
    {
        var file = Path.Combine(_folder.FullName, "models.config");
        File.WriteAllText(file, "model_config_list { config { name: 'a' base_path: 's3://bucket/a' model_platform: 'tensorflow' } }");

        Assert.False(ServerOptionsReader.TryRead(new ServerFlags { ModelConfigFile = file }, out _, out var listed));
        Assert.False(ServerOptionsReader.TryRead(new ServerFlags { ModelBasePath = "s3://bucket/a" }, out _, out var alone));
        Assert.Equal("Model a cannot be read from s3://bucket/a: only paths and file:// URIs can.", listed);
        Assert.Equal("--model_base_path does not take s3://bucket/a: give a path or a file:// URI", alone);
    }

    [Fact]
    public void TryRead_EmptyConfigFile_HasNoModels()
    {
        var file = Path.Combine(_folder.FullName, "models.config");
        File.WriteAllText(file, "# none yet\n");

        Assert.True(ServerOptionsReader.TryRead(new ServerFlags { ModelConfigFile = file }, out var options, out var error), error);
        Assert.Empty(options.Models);
    }

    [Fact]
    public void TryRead_MonitoringFile_SwitchesThePageOn()
    {
        var file = Path.Combine(_folder.FullName, "monitoring.config");
        File.WriteAllText(file, "prometheus_config { enable: true }");
        var flags = new ServerFlags { ModelBasePath = _folder.FullName, MonitoringConfigFile = file, RestApiPort = 8501 };

        Assert.True(ServerOptionsReader.TryRead(flags, out var options, out var error), error);
        Assert.Equal("/monitoring/prometheus/metrics", options.MetricsPath);
        Assert.Equal((8500, 8501), (options.GrpcPort, options.RestPort));
    }

    [Fact]
    public async Task MetricsPage_OnThePathConfigured_CountsRequests()
    {
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"], options => options with { MetricsPath = "/metrics/here" });
        await server.PostAsync("/v1/models/default:predict", "{\"inputs\":2.0}");
        await server.PostAsync("/v1/models/foo:predict", "{\"inputs\":2.0}");

        var (status, page) = await server.GetAsync("/metrics/here");

        Assert.Equal(200, status);
        Assert.Contains(":tensorflow:serving:request_count{model_name=\"default\",status=\"OK\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_count{model_name=\"foo\",status=\"NOT_FOUND\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:runtime_latency_count{model_name=\"default\",API=\"Predict\",runtime=\"TF1\"} 1\n", page);
        Assert.Equal(400, (await server.GetAsync("/metrics/here?x=1")).Status);
        Assert.Equal(404, (await server.GetAsync("/monitoring/prometheus/metrics")).Status);
    }

    private async Task WriteAsync(string file, string name)
    {
        // A rename, so that the server never reads half a file.
        await File.WriteAllTextAsync(
            $"{file}.new",
            $"model_config_list {{ config {{ name: \"{name}\" base_path: \"{_folder.FullName}/{name}\" model_platform: \"tensorflow\" }} }}",
            TestContext.Current.CancellationToken);
        File.Move($"{file}.new", file, overwrite: true);
    }
}
