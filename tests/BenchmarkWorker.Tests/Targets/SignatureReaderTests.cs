using System.Text;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public class SignatureReaderTests
{
    [Fact]
    public void TryReadTensorFlow_DigitsMetadata_ReadsInputsAndOutputs()
    {
        Assert.True(SignatureReader.TryReadTensorFlow(Encoding.UTF8.GetBytes(FakeModelServer.Metadata), out var signature));
        var input = Assert.Single(signature.Inputs);
        Assert.Equal(("pixels", DataType.Float, "-1,64"), (input.Name, input.Type, string.Join(',', input.Shape ?? [])));
        Assert.Equal(["int64[?]", "float[?]"], signature.Outputs.Select(output => output.ToString()));
        Assert.Equal(["classes", "probabilities"], signature.Outputs.Select(output => output.Name));
        Assert.Null(signature.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"signature_def":{"signature_def":{}}}}""")]
    [InlineData("""{"metadata":{"signature_def":{"signature_def":{"s":{"inputs":{}}}}}}""")]
    [InlineData("""{"metadata":{"signature_def":{"signature_def":{"s":7}}}}""")]
    [InlineData("""{"metadata":7}""")]
    [InlineData("""{"inputs":7}""")]
    public void TryRead_AnythingElse_IsRefusedWithoutThrowing(string json)
    {
        Assert.False(SignatureReader.TryReadTensorFlow(Encoding.UTF8.GetBytes(json), out _));
        Assert.False(SignatureReader.TryReadOpenInference(Encoding.UTF8.GetBytes(json), out _));
    }
}
