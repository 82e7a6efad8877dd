using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading;

public sealed class ReferenceModelsTests
{
    [Theory]
    [InlineData("saved_model_half_plus_two_cpu/00000123", "x", "y", 2)]
    [InlineData("saved_model_half_plus_two_tf2_cpu/00000123", "x", "y", 2)]
    [InlineData("saved_model_half_plus_two_2_versions/00000123", "x", "y", 2)]
    [InlineData("saved_model_half_plus_two_2_versions/00000124", "x", "y", 2)]
    [InlineData("saved_model_half_plus_three/00000123", "x", "y", 3)]
    [InlineData("matrix_half_plus_two/1", "x", "y", 2)]
    public void Run_HalfPlusSomething_IsHalfPlusSomething(string folder, string input, string output, float plus)
    {
        using var model = Models.Load(Shared(folder));
        Tensor[] values = [Tensor.Create([3, 1], 1f, 2f, 5f), Tensor.Create([3], 1f, 2f, 5f), Tensor.Scalar(-4f), Tensor.Create<float>([0, 1]), Tensor.Create([1, 1, 2], 8f, 9f)];

        foreach (var value in values)
        {
            var result = Assert.Single(model.Run("serving_default", new Dictionary<string, Tensor> { [input] = value }, null));

            Assert.Equal(output, result.Key);
            Assert.Equal(value.Shape.ToArray(), result.Value.Shape.ToArray());
            Assert.Equal(value.AsSpan<float>().ToArray().Select(x => (x / 2) + plus), result.Value.AsSpan<float>().ToArray());
        }
    }

    [Theory]
    [InlineData("saved_model_half_plus_two_cpu/00000123", "regress_x_to_y", "outputs", "x", 2)]
    [InlineData("saved_model_half_plus_two_cpu/00000123", "regress_x_to_y2", "outputs", "x", 3)]
    [InlineData("saved_model_half_plus_two_cpu/00000123", "classify_x_to_y", "scores", "x", 2)]
    [InlineData("saved_model_half_plus_two_2_versions/00000123", "classify_x_to_y", "scores", "x", 2)]
    [InlineData("saved_model_half_plus_two_tf2_cpu/00000123", "regress_x_to_y", "outputs", "x", 2)]
    [InlineData("saved_model_half_plus_two_tf2_cpu/00000123", "classify_x_to_y", "scores", "x", 2)]
    [InlineData("saved_model_half_plus_three/00000123", "tensorflow/serving/regress", "outputs", "x", 3)]
    public void Run_OnExamples_ParsesTheFeatureThenComputes(string folder, string signature, string output, string feature, float plus)
    {
        using var model = Models.Load(Shared(folder));
        var examples = Tensor.FromStrings([2], [Example(feature, 80), Example(feature, 20)]);

        var result = model.Run(signature, new Dictionary<string, Tensor> { ["inputs"] = examples }, null)[output];

        Assert.Equal([2, 1], result.Shape.ToArray());
        Assert.Equal([40 + plus, 10 + plus], result.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_ExampleWithoutTheFeature_NamesIt()
    {
        using var model = Models.Load(Shared("saved_model_half_plus_two_cpu/00000123"));
        var inputs = new Dictionary<string, Tensor> { ["inputs"] = Tensor.FromStrings([1], [Example("unrelated", 1)]) };

        var refused = Assert.Throws<ModelRunException>(() => model.Run("regress_x_to_y", inputs, null));

        Assert.Equal(ErrorCode.InvalidArgument, refused.Code);
        Assert.Contains("Feature: x (data type: float) is required but could not be found.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExampleOfAnotherKind_SaysBoth()
    {
        using var model = Models.Load(Shared("saved_model_half_plus_two_cpu/00000123"));
        var example = new Example { Features = new() { Feature = { ["x"] = new Feature { Int64List = new() { Value = { 20 } } } } } };
        var inputs = new Dictionary<string, Tensor> { ["inputs"] = Tensor.FromStrings([1], [example.ToByteArray()]) };

        var refused = Assert.Throws<ModelRunException>(() => model.Run("regress_x_to_y", inputs, null));

        Assert.Contains("Data types don't match. Data type: int64 but expected type: float", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TrainingGraph_PrunesItToThePrediction()
    {
        using var model = Models.Load(Shared("regression/1"));

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["X"] = Tensor.Create([2], 1f, 2f) }, null)["pred"];

        Assert.Equal([0.21396178f + 1.0495254f, 0.42792356f + 1.0495254f], result.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_WithoutAnInputThatHasADefault_UsesTheDefault()
    {
        using var model = Models.Load(Shared("saved_model_half_plus_two_tf2_cpu/00000123"));
        var given = Assert.Single(model.Signatures["serving_default"].Defaults).Value;
        Assert.True(TensorProtoCodec.TryDecode(given, out var fallback));

        var result = model.Run("serving_default", new Dictionary<string, Tensor>(), null)["y"];

        Assert.Equal(fallback.AsSpan<float>().ToArray().Select(x => (x / 2) + 2), result.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_WithAnotherElementType_IsRefused()
    {
        using var model = Models.Load(Shared("saved_model_half_plus_two_cpu/00000123"));

        var refused = Assert.Throws<ModelRunException>(() => model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.FromStrings([1], "a") }, null));

        Assert.Equal("Expects arg[0] to be float but string is provided", refused.Message);
    }

    [Fact]
    public void TryLoad_WithoutSavedModel_SaysWhere()
    {
        var folder = Shared("bad_half_plus_two/00000123");

        Assert.False(Models.Loader.TryLoad(folder, new LoadOptions(), out _, out var error));

        Assert.Equal(new LoadError(ErrorCode.NotFound, $"Could not find SavedModel .pb or .pbtxt at supplied export directory path: {folder}. Check that the directory exists and that you have the right permissions for accessing it."), error);
    }

    [Fact]
    public void TryLoad_WithTagsOfNoGraph_NamesThem()
    {
        Assert.False(Models.Loader.TryLoad(Shared("matrix_half_plus_two/1"), new LoadOptions { Tags = ["serve", "gpu"] }, out _, out var error));

        Assert.StartsWith("Could not find meta graph def matching supplied tags: { serve gpu }.", error.Message, StringComparison.Ordinal);
    }

    private static string Shared(string folder) => RepositoryPaths.InSharedData(["savedmodels", .. folder.Split('/')]);

    private static ReadOnlyMemory<byte> Example(string feature, float value) =>
        new Example { Features = new() { Feature = { [feature] = new Feature { FloatList = new() { Value = { value } } } } } }.ToByteArray();
}
