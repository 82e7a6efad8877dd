using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class VolumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("volumes-").FullName;
    private readonly Testing.Clusters.FakeCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task PrepareAsync_ConfigMap_PicksItemsWithTheirPathsAndModes()
    {
        await PutAsync("a", "b", "c");
        var source = new V1ConfigMapVolumeSource { Name = "config", DefaultMode = 256, Items = [new() { Key = "a", Path = "deep/x" }, new() { Key = "b", Path = "y", Mode = 448 }] };
        var volumes = Volumes(new V1Volume { Name = "v", ConfigMap = source });

        Assert.Null(await volumes.PrepareAsync(Token));

        Assert.Equal(["deep/x", "y"], Files());
        Assert.Equal("a", Read("deep/x"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal((UnixFileMode)256, File.GetUnixFileMode(FileOf("deep/x")));
            Assert.Equal((UnixFileMode)448, File.GetUnixFileMode(FileOf("y")));
        }
    }

    [Fact]
    public async Task PrepareAsync_ChangedConfigMap_ShowsInTheVolumeButNotWhereASubPathIsMounted()
    {
        await PutAsync("a", "b");
        var volumes = Volumes(new V1Volume { Name = "v", ConfigMap = new V1ConfigMapVolumeSource { Name = "config" } });
        var container = new V1Container { Name = "c", VolumeMounts = [new() { Name = "v", MountPath = "/all" }, new() { Name = "v", MountPath = "/one", SubPath = "a" }] };
        await volumes.PrepareAsync(Token);
        var paths = volumes.Mount(container, new Dictionary<string, string>());

        await _cluster.PatchAsync<V1ConfigMap>("config", NodeRun.Namespace, new JsonObject { ["data"] = new JsonObject { ["a"] = "new", ["b"] = null } }, null, Token);
        await volumes.PrepareAsync(Token);

        Assert.Equal("new", await File.ReadAllTextAsync(paths.Translate("/all/a"), Token));
        Assert.False(File.Exists(paths.Translate("/all/b")));
        Assert.Equal("a", await File.ReadAllTextAsync(paths.Translate("/one"), Token));
        Assert.Equal((true, false), (volumes.IsFrozen(container, "/one"), volumes.IsFrozen(container, "/all/a")));
    }

    [Fact]
    public async Task PrepareAsync_Projected_PutsAllSourcesTogether()
    {
        await PutAsync("a");
        await _cluster.CreateAsync(new V1Secret { Metadata = NodeRun.Meta("key"), Data = new Dictionary<string, byte[]> { ["tls.key"] = [1, 2] } }, Token);
        V1VolumeProjection[] sources =
        [
            new() { ConfigMap = new V1ConfigMapProjection { Name = "config" } },
            new() { Secret = new V1SecretProjection { Name = "key", Items = [new() { Key = "tls.key", Path = "key.pem" }] } },
            new() { DownwardAPI = new V1DownwardAPIProjection { Items = [new() { Path = "labels", FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.labels" } }] } },
        ];
        var volumes = Volumes(new V1Volume { Name = "v", Projected = new V1ProjectedVolumeSource { Sources = sources } });

        Assert.Null(await volumes.PrepareAsync(Token));

        Assert.Equal(["a", "key.pem", "labels"], Files());
        Assert.Equal("app=\"web\"", Read("labels"));
    }

    [Theory]
    [InlineData(null, "absent", null, "MountVolume.SetUp failed for volume \"v\" : configmap \"absent\" not found")]
    [InlineData(null, "config", "z", "MountVolume.SetUp failed for volume \"v\" : configmap references non-existent config key: z")]
    [InlineData(true, "absent", null, null)]
    [InlineData(true, "config", "z", null)]
    public async Task PrepareAsync_WhatIsMissing_IsNamedUnlessItIsOptional(bool? optional, string name, string? key, string? expected)
    {
        await PutAsync("a");
        V1KeyToPath[]? items = key is null ? null : [new() { Key = key, Path = "x" }];
        var volumes = Volumes(new V1Volume { Name = "v", ConfigMap = new V1ConfigMapVolumeSource { Name = name, Optional = optional, Items = items } });

        Assert.Equal(expected, await volumes.PrepareAsync(Token));
    }

    [Theory]
    [InlineData(null, "/data/a", "claim/a")]
    [InlineData(null, "/data/special/1", "elsewhere/1")]
    [InlineData("special", "/data/1", "elsewhere/1")]
    [InlineData("special/deep", "/data/x", "deep/x")]
    public async Task Mount_ClaimWithPartsMappedElsewhere_FindsThemInTheirPlaces(string? subPath, string path, string expected)
    {
        var storage = new StorageMap(new[] { ("pvc://models", "claim"), ("pvc://models/special", "elsewhere"), ("pvc://models/special/deep", "deep") }
            .Select(entry => KeyValuePair.Create<string, string?>(entry.Item1, Directory.CreateDirectory(Path.Combine(_folder, entry.Item2)).FullName)));
        var volumes = Volumes(new V1Volume { Name = "v", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "models" } }, storage);
        var container = new V1Container { Name = "c", VolumeMounts = [new() { Name = "v", MountPath = "/data", SubPath = subPath }] };

        Assert.Null(await volumes.PrepareAsync(Token));

        Assert.Equal(Path.Combine(_folder, expected), volumes.Mount(container, new Dictionary<string, string>()).Translate(path));
    }

    private Task<V1ConfigMap> PutAsync(params string[] keys) =>
        _cluster.CreateAsync(new V1ConfigMap { Metadata = NodeRun.Meta("config"), Data = keys.ToDictionary(key => key) }, Token);

    private PodVolumes Volumes(V1Volume volume, StorageMap? storage = null)
    {
        var pod = new V1Pod { Metadata = NodeRun.Meta("p"), Spec = new V1PodSpec { Volumes = [volume], Containers = [] } };
        pod.Metadata.Labels = new Dictionary<string, string> { ["app"] = "web" };
        return new PodVolumes(pod, _folder, storage ?? new StorageMap([]), new ConfigSource(_cluster, NodeRun.Namespace));
    }

    private string FileOf(string path) => Path.Combine(_folder, "volumes", "v", path);

    private string Read(string path) => File.ReadAllText(FileOf(path));

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(FileOf("."), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(FileOf("."), file).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
