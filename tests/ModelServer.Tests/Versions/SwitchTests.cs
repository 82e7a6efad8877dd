using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Versions;

/// <summary>Version folders come and go while requests run.</summary>
public sealed class SwitchTests
{
    private const string Body = "{\"inputs\":2.0}";

    [Fact]
    public async Task NewFolder_UnderLoad_SwitchesWithoutAFailedRequest()
    {
        await using var server = await TestServer.StartAsync(new FunctionLoader(id => FunctionModel.HalfPlus(id.Version)), ["123"]);
        using var done = new CancellationTokenSource();
        var failures = 0;
        var load = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                failures += (await server.PostAsync("/v1/models/default:predict", Body)).Status == 200 ? 0 : 1;
            }
        });

        Directory.CreateDirectory(Path.Combine(server.BasePath, "124"));
        await server.UntilAsync(models => models.Find("default", null)?.Id.Version == 124 && models.Find("default", 123) is null);
        Assert.Contains("125.0", (await server.PostAsync("/v1/models/default:predict", Body)).Body);
        Directory.Delete(Path.Combine(server.BasePath, "124"));
        await server.UntilAsync(models => models.Find("default", null)?.Id.Version == 123);
        await done.CancelAsync();
        await load;

        Assert.Equal(0, failures);
    }

    [Fact]
    public async Task PolicyAll_TwoFolders_ServesBothByNumber()
    {
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(id => FunctionModel.HalfPlus(id.Version)), ["123", "124"], policy: new VersionPolicy.All());
        await server.UntilAsync(models => models.Versions("default").Count == 2);

        Assert.Contains("124.0", (await server.PostAsync("/v1/models/default/versions/123:predict", Body)).Body);
        Assert.Contains("125.0", (await server.PostAsync("/v1/models/default:predict", Body)).Body);
    }

    [Fact]
    public async Task BasePath_EmptyThenMissing_UnloadsThenChangesNothing()
    {
        await using var server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"]);
        Directory.Delete(Path.Combine(server.BasePath, "1"));
        await server.UntilAsync(models => models.Statuses["default"][0].State == VersionState.End);
        Assert.Contains("\"END\"", (await server.GetAsync("/v1/models/default")).Body);

        Directory.CreateDirectory(Path.Combine(server.BasePath, "1"));
        await server.UntilAsync(models => models.Find("default", 1) is not null);
    }
}
