using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Loading.Ops;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class EstimatorTests
{
    private readonly EstimatorExport _export = new();

    [Fact]
    public void Run_ExamplesWithAVocabularyColumn_EqualTheLayersByHand()
    {
        using var model = Models.Load(_export.Build());
        (string[] Jobs, float Age)[] rows = [(["nurse"], 0.5f), (["clerk", "farmer", "clerk"], -1), ([], 2), (["astronaut"], 1), (["astronaut", "nurse"], 0)];

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["inputs"] = Examples(rows) }, null);

        Close.To([rows.Length, 2], rows.SelectMany(ByHand), results["scores"], 1e-5);
        Assert.Equal(rows.SelectMany(_ => _export.Classes), results["classes"].Read());
        var best = model.Run("predict", new Dictionary<string, Tensor> { ["examples"] = Examples(rows) }, null)["classes"];
        Assert.Equal(rows.Select(row => ByHand(row)[0] >= ByHand(row)[1] ? "0" : "1"), best.Read());
    }

    [Fact]
    public void Run_NoExamples_GivesNoRows()
    {
        using var model = Models.Load(_export.Build());

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["inputs"] = Texts.Of() }, null);

        Assert.Equal(["float[0,2]", "string[0,2]"], [results["scores"].Show(), results["classes"].Show()]);
    }

    [Fact]
    public async Task Classify_OverRest_NamesTheClasses()
    {
        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        _export.Build().WriteTo(Path.Combine(folder.FullName, "1"));
        await using var server = await TestServer.StartAsync(null, folder, new ModelSettings("default", folder.FullName, new VersionPolicy.Latest(1)));

        var (status, body) = await server.PostAsync("/v1/models/default:classify", """{"examples": [{"age": 0.5, "job": "nurse"}, {"age": 2.0, "job": ["clerk", "nurse"]}]}""");

        Assert.Equal(200, status);
        Assert.Matches("""^\{\n    "results": \[\[\["low", 0\.\d+\], \["high", 0\.\d+\]\], \[\["low", 0\.\d+\], \["high", 0\.\d+\]\]\n    \]\n\}$""", body);
        Assert.Equal(
            (400, "{\n    \"error\": \"Name: <unknown>, Feature: age (data type: float) is required but could not be found.\"\n}"),
            await server.PostAsync("/v1/models/default:classify", """{"examples": [{"job": "nurse"}]}"""));
    }

    private static Tensor Examples((string[] Jobs, float Age)[] rows) => Texts.OfBytes(
        [.. rows.Select(row => ExampleOpsTests.Write(("age", ExampleOpsTests.Floats(row.Age)), ("job", ExampleOpsTests.Words(row.Jobs))))]);

    private double[] ByHand((string[] Jobs, float Age) row)
    {
        var ids = row.Jobs.Select(job => Array.IndexOf(_export.Vocabulary, job)).Where(id => id >= 0).ToArray();
        double[] features = [row.Age, .. Enumerable.Range(0, EstimatorExport.Width).Select(i => ids.Select(id => (double)_export.Embedding[(id * EstimatorExport.Width) + i]).DefaultIfEmpty(0).Average())];
        var logits = Enumerable.Range(0, 2).Select(unit => features.Select((feature, i) => feature * _export.Kernel[(i * 2) + unit]).Sum()).ToArray();
        var exponents = logits.Select(Math.Exp).ToArray();
        return [.. exponents.Select(exponent => exponent / exponents.Sum())];
    }
}
