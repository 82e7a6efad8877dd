using System.Globalization;
using Xunit;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Mutated inputs are refused or read: no exception, no hang, no memory out of proportion.</summary>
/// <remarks>A few thousand mutants by default; <c>FUZZ_INPUTS</c> asks for more of them, <c>FUZZ_SEED</c> for others.</remarks>
public sealed class FuzzTests
{
    [Fact]
    public Task Json_Mutants_AreReadOrRefused() => RunAsync(TextTargets.Json, 20_000);

    [Fact]
    public Task TextFormat_Mutants_AreReadOrRefused() => RunAsync(TextTargets.TextFormat, 10_000);

    [Fact]
    public Task CheckpointIndex_Mutants_AreReadOrRefused() => RunAsync(TableTarget.Create(), 20_000);

    [Fact]
    public Task TensorsAndExamples_Mutants_AreReadOrRefused() => RunAsync(TensorTarget.Create(), 20_000);

    [Fact]
    public Task Tokenizer_Mutants_AreReadOrRefused() => RunAsync(TokenizerTarget.Create(), 5_000);

    [Fact]
    public async Task SavedModel_Mutants_AreReadOrRefused()
    {
        using var files = new SavedModelFiles();
        Assert.True(files.Target.Seeds.All(files.Loads), "a seed does not load: its mutants would not get far");

        await RunAsync(files.Target, 500);
    }

    [Fact]
    public async Task RecordedRequests_Mutants_AreRunOrRefused()
    {
        using var records = new RecordTarget();
        Assert.All(records.Target.Seeds, seed => Assert.Null(records.Error(seed)));

        await RunAsync(records.Target, 10_000);
    }

    private static async Task RunAsync(FuzzTarget target, int count)
    {
        var fuzzer = new Fuzzer(target, Setting("FUZZ_SEED") ?? 1);
        var defect = await fuzzer.RunAsync(Setting("FUZZ_INPUTS") ?? count, TestContext.Current.CancellationToken);

        Assert.True(defect is null, defect);
    }

    private static int? Setting(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
