using System.Globalization;
using System.Text.RegularExpressions;
using ModelServing.Inference.Tensors;
using ModelServing.Testing;
using ModelServing.Testing.Digits;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading;

public sealed partial class SampleModelsTests
{
    [Theory]
    [InlineData("production-model", 1)]
    [InlineData("production-model", 2)]
    [InlineData("model-a", 1)]
    [InlineData("model-b", 1)]
    [InlineData("ensemble-model", 1)]
    public void Run_OnTheHeldOutImages_IsAsAccurateAsTheCardSays(string name, int version)
    {
        using var model = Models.Load(RepositoryPaths.InRepository("models", name, $"{version}"));
        var images = HeldOut();
        var pixels = Tensor.Create<float>([images.Count, DigitsData.Pixels], images.SelectMany(image => image.Pixels).ToArray());

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["pixels"] = pixels }, null);

        var correct = result["classes"].AsSpan<long>().ToArray().Zip(images).Count(pair => pair.First == pair.Second.Label);
        Assert.Equal(CardAccuracy(name, version), (correct, images.Count));
        Assert.All(result["probabilities"].AsSpan<float>().ToArray().Chunk(DigitsData.Classes), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void Cards_OfTheProductionModel_PromiseThatTheSecondVersionIsBetter()
    {
        var (first, total) = CardAccuracy("production-model", 1);
        var (second, _) = CardAccuracy("production-model", 2);

        // Two standard errors of the difference, as if the versions erred independently.
        var error = 2 * Math.Sqrt((first * (total - first) / (double)total) + (second * (total - second) / (double)total));
        Assert.True(second - first > error, $"{second} of {total} is not clearly better than {first}");
    }

    [Fact]
    public void Run_PreprocessingModel_ScalesAndFlattens()
    {
        using var model = Models.Load(RepositoryPaths.InRepository("models", "preprocessing-model", "1"));
        var image = Enumerable.Range(0, 128).Select(value => value * 2f).ToArray();

        var pixels = model.Run("serving_default", new Dictionary<string, Tensor> { ["image"] = Tensor.Create<float>([2, 8, 8], image) }, null)["pixels"];

        Assert.Equal([2, 64], pixels.Shape.ToArray());
        Assert.All(pixels.AsSpan<float>().ToArray().Zip(image), pair => Assert.Equal(pair.Second * 16 / 255, pair.First, 1e-5));
    }

    private static List<DigitImage> HeldOut() =>
    [
        .. File.ReadLines(RepositoryPaths.InRepository("models", "digits-test.csv")).Skip(1)
            .Select(line => line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray())
            .Select(numbers => new DigitImage(numbers[1..], (int)numbers[0])),
    ];

    private static (int Correct, int Total) CardAccuracy(string name, int version)
    {
        var card = File.ReadLines(RepositoryPaths.InRepository("models", name, "MODEL_CARD.md"));
        var row = card.Single(line => line.StartsWith($"| {version} |", StringComparison.Ordinal));
        var heldOut = Counts().Matches(row)[1];
        return (int.Parse(heldOut.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(heldOut.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\((\d+) of (\d+)\)")]
    private static partial Regex Counts();
}
