using System.Globalization;
using System.Text.Json;
using ModelServing.ControlPlane.Json;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Storage;

/// <summary>Kills the control plane under load; <c>CRASH_ROUNDS</c> says how often.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Clients = 6;
    private const int MinLoadMilliseconds = 20;
    private const int MaxLoadMilliseconds = 700;

    private readonly string _folder = Directory.CreateTempSubdirectory("modelserving-crash-").FullName;

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingThatWasAcknowledged()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var count) ? count : 3;
        var random = new Random(rounds);
        List<CrashWriter> writers = [.. Enumerable.Range(0, Clients).Select(number => new CrashWriter(number))];
        for (var round = 0; round <= rounds; round++)
        {
            await using var server = await ControlPlaneProcess.StartAsync(_folder);
            using var client = server.CreateClient();
            await CheckAsync(client, writers);
            if (round < rounds)
            {
                var before = writers.Sum(writer => writer.Acknowledged);
                var load = writers.Select(writer => writer.WriteAsync(client, new Random(random.Next()))).ToList();
                await Eventually.TrueAsync(() => Task.FromResult(writers.Sum(writer => writer.Acknowledged) > before), "a write is acknowledged");
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(MinLoadMilliseconds, MaxLoadMilliseconds)), TimeProvider.System, TestContext.Current.CancellationToken);
                await server.KillAsync();
                await Task.WhenAll(load);
            }
        }

        var acknowledged = writers.Sum(writer => writer.Acknowledged);
        Assert.True(acknowledged >= rounds, "the load wrote nothing");
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills, {acknowledged} acknowledged writes, all there");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task CheckAsync(HttpClient client, List<CrashWriter> writers)
    {
        using var list = JsonDocument.Parse(await client.GetByteArrayAsync("/api/v1/namespaces/default/configmaps", TestContext.Current.CancellationToken));
        var objects = list.RootElement.Items("items").ToDictionary(item => item.Text("metadata", "name"));
        var version = long.Parse(list.RootElement.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture);
        Assert.All(writers, writer => Assert.True(version >= writer.LastVersion, $"the list is of version {version}, but {writer.LastVersion} was acknowledged"));
        Assert.All(objects.Values, item => Assert.InRange(long.Parse(item.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture), 1, version));
        Assert.All(writers, writer => writer.Check(objects));
    }
}
