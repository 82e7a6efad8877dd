using ModelServing.ExperimentApi.Storage;

namespace ModelServing.ExperimentApi.Tests.Storage;

public sealed class DatabaseFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public async Task Check_NoFileYet_Passes() => await new DatabaseFile(_path).CheckAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Check_NotADatabase_NamesTheFileAndTheFix()
    {
        await File.WriteAllTextAsync(_path, new string('x', 4096), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => new DatabaseFile(_path).CheckAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(_path, refusal.Message);
        Assert.EndsWith("Move it away to start with an empty database.", refusal.Message);
    }

    public void Dispose() => File.Delete(_path);
}
