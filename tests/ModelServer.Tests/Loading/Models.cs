using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing.SavedModels;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading;

internal static class Models
{
    public static SavedModelLoader Loader { get; } = new(TimeProvider.System, NullLogger<SavedModelLoader>.Instance);

    public static LoadedModel Load(string folder)
    {
        var loaded = Loader.TryLoad(folder, new LoadOptions { IntraOpThreads = 1 }, out var model, out var error);
        Assert.True(loaded, error?.Message);
        return model!; // loaded
    }

    /// <summary>Writes a model that a test built, loads it, and removes the files.</summary>
    public static LoadedModel Load(SavedModelBuilder builder) => InTemporaryFolder(builder, Load);

    public static LoadError FailToLoad(SavedModelBuilder builder) => InTemporaryFolder(builder, folder =>
    {
        Assert.False(Loader.TryLoad(folder, new LoadOptions(), out _, out var error));
        return error;
    });

    private static T InTemporaryFolder<T>(SavedModelBuilder builder, Func<string, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("savedmodel-").FullName;
        try
        {
            builder.WriteTo(folder);
            return use(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
