using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>One server for all conformance cases: the models built here, and the reference models where their files are.</summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    /// <summary>The reference models, which are served under their folders' names.</summary>
    private static readonly string[] Reference =
    [
        "saved_model_half_plus_two_cpu", "saved_model_half_plus_two_tf2_cpu", "saved_model_half_plus_three", "saved_model_half_plus_two_2_versions",
        "matrix_half_plus_two", "regression",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("conformance-");
    private TestServer? _server;

    internal TestServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Skips the running test where a model is a reference model whose files are absent.</summary>
    public static void Require(string model)
    {
        if (Reference.Contains(model))
        {
            _ = RepositoryPaths.InSharedData("savedmodels", model);
        }
    }

    public async ValueTask InitializeAsync()
    {
        List<ModelSettings> models = [];
        foreach (var (name, builder) in BuiltModels.All())
        {
            var path = Path.Combine(_folder.FullName, name);
            builder.WriteTo(Path.Combine(path, "00000123"));
            models.Add(new ModelSettings(name, path, new VersionPolicy.Latest(1)) { Labels = new Dictionary<string, long> { ["stable"] = 123, ["next /:%"] = 123, ["absent"] = 5 } });
        }

        var shared = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "data", "savedmodels"));
        models.AddRange(Reference.Select(name => (Name: name, Path: Path.Combine(shared, name))).Where(model => Directory.Exists(model.Path)).Select(Settings));
        _server = await TestServer.StartAsync(
            null, _folder, models[0], options => options with { Models = models, AllowUnavailableLabels = true, GrpcHealth = true });
        await _server.UntilAsync(snapshot => models.Count == BuiltModels.All().Count() || snapshot.Versions("saved_model_half_plus_two_2_versions").Count == 2);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ModelSettings Settings((string Name, string Path) model) => new(model.Name, model.Path, new VersionPolicy.All());
}
