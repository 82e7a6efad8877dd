using ModelServing.Inference.Examples;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.Inference.Tests.Examples;

/// <summary>Outputs that are no classification or regression, in the words of TensorFlow Serving.</summary>
public sealed class ExampleOutputsTests
{
    private static readonly Tensor Labels = Tensor.FromStrings([1, 2], "a", "b");
    private static readonly Tensor Scores = Tensor.Create<float>([1, 2], [0.5f, 0.25f]);

    public static TheoryData<Tensor, Tensor, string> Misfits => new()
    {
        { Tensor.FromStrings([], "a"), Scores, "Expected Tensor shape: [batch_size num_classes] but got []" },
        { Tensor.Create<int>([2], [1, 2]), Scores, "Expected Tensor shape: [batch_size num_classes] but got [2]" },
        { Tensor.Create<int>([1, 2], [1, 2]), Scores, "Expected classes Tensor of DT_STRING. Got: DT_INT32" },
        { Labels, Tensor.Create<double>([1, 2], [1, 2]), "Expected scores Tensor of DT_FLOAT. Got: DT_DOUBLE" },
        { Labels, Tensor.Create<float>([1, 3], [1, 2, 3]), "Tensors class and score should match in dim_size(1). Got 2 vs. 3" },
        { Labels, Tensor.Create<float>([2, 2], [1, 2, 3, 4]), "Expected scores output batch size of 1. Got: 2" },
    };

    public static TheoryData<Tensor, string> OddValues => new()
    {
        { Tensor.Create<int>([], [1]), "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got []" },
        { Tensor.Create<float>([1, 2], [1, 2]), "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got [1,2]" },
        { Tensor.Create<float>([3], [1, 2, 3]), "Input batch size did not match output batch size: 1 vs. 3" },
        { Tensor.Create<long>([1, 1], [1]), "Expected output Tensor of DT_FLOAT.  Got: DT_INT64" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void TryClassify_OutputsThatDoNotFit_AreRefused(Tensor classes, Tensor scores, string expected)
    {
        Assert.False(ExampleOutputs.TryClassify(new Dictionary<string, Tensor> { ["classes"] = classes, ["scores"] = scores }, 1, out _, out var error));
        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [MemberData(nameof(OddValues))]
    public void TryRegress_OutputsThatDoNotFit_AreRefused(Tensor values, string expected)
    {
        Assert.False(ExampleOutputs.TryRegress(new Dictionary<string, Tensor> { ["outputs"] = values }, 1, out _, out var error));
        Assert.Equal(expected, error.Message);
    }
}
