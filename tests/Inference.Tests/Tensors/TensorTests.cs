using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.Inference.Tests.Tensors;

public class TensorTests
{
    [Fact]
    public void Create_Floats_StoresLittleEndianBytes()
    {
        var tensor = Tensor.Create([2], 1f, -2f);

        Assert.Equal(DataType.Float, tensor.DataType);
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], tensor.Data.ToArray());
        Assert.Equal([1f, -2f], tensor.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Create_ShapeThatDoesNotFit_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.Create<int>([2, 2], 1, 2, 3));

        Assert.Equal("A int32 tensor of shape [2,2] does not hold 3 elements.", error.Message);
    }

    [Fact]
    public void AsSpan_OtherElementSize_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Tensor.Scalar(1L).AsSpan<float>().Length);

    [Fact]
    public void FromStrings_Texts_HoldsUtf8()
    {
        var tensor = Tensor.FromStrings([1, 2], "a", "é");

        Assert.Equal("string[1,2]", tensor.ToString());
        Assert.Equal([0xc3, 0xa9], tensor.Strings[1].ToArray());
    }

    [Theory]
    [InlineData(DataType.Float, "float", 4)]
    [InlineData(DataType.Half, "half", 2)]
    [InlineData(DataType.Bool, "bool", 1)]
    [InlineData(DataType.String, "string", 0)]
    [InlineData(DataType.Complex128, "complex128", 16)]
    public void NameAndSize_OfType_AreTensorFlows(DataType type, string name, int size)
    {
        Assert.Equal(name, type.Name());
        Assert.Equal(size, type.Size());
    }
}
