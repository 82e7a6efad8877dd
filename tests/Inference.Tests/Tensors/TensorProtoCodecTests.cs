using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using Xunit;
using DataType = ModelServing.Inference.Tensors.DataType;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Inference.Tests.Tensors;

public class TensorProtoCodecTests
{
    [Theory]
    [InlineData(new float[0], new[] { 0f, 0, 0 })]
    [InlineData(new[] { 1f, 2 }, new[] { 1f, 2, 2 })]
    [InlineData(new[] { 1f, 2, 3, 4 }, new[] { 1f, 2, 3 })]
    public void TryDecode_ListOfOtherLength_FillsOrCuts(float[] given, float[] expected)
    {
        var proto = Proto(ProtoType.DtFloat, 3);
        proto.FloatVal.Add(given);

        Assert.True(TensorProtoCodec.TryDecode(proto, out var tensor));
        Assert.Equal(expected, tensor.AsSpan<float>().ToArray());
    }

    [Fact]
    public void TryDecode_Content_IsTakenAsItIs()
    {
        var proto = Proto(ProtoType.DtInt16, 2);
        proto.TensorContent = ByteString.CopyFrom(1, 0, 2, 0);

        Assert.True(TensorProtoCodec.TryDecode(proto, out var tensor));
        Assert.Equal([1, 2], tensor.AsSpan<short>().ToArray());
        proto.TensorContent = ByteString.CopyFrom(1);
        Assert.False(TensorProtoCodec.TryDecode(proto, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void TryDecode_ImpossibleDimension_IsRefused(long dimension) =>
        Assert.False(TensorProtoCodec.TryDecode(Proto(ProtoType.DtFloat, dimension, dimension), out _));

    [Fact]
    public void Encode_EveryType_ReadsBack()
    {
        Tensor[] tensors =
        [
            Tensor.Create<float>([2, 1], 1, 2), Tensor.Create<double>([2], 1, 2), Tensor.Create<int>([2], -1, 2), Tensor.Create<byte>([2], 255, 2),
            Tensor.Create<short>([2], -1, 2), Tensor.Create<sbyte>([2], -1, 2), Tensor.Create<long>([2], -1, 2), Tensor.Create([2], true, false),
            Tensor.Create<ushort>([2], 65535, 2), Tensor.Create<uint>([2], uint.MaxValue, 2), Tensor.Create<ulong>([2], ulong.MaxValue, 2),
            Tensor.Create([1], (Half)1.5), Tensor.Scalar(3f), Tensor.Create<float>([0, 3]), Tensor.FromBytes(DataType.Complex64, [1], new byte[8]),
        ];
        foreach (var tensor in tensors)
        {
            foreach (var asContent in new[] { false, true })
            {
                Assert.True(TensorProtoCodec.TryDecode(TensorProtoCodec.Encode(tensor, asContent), out var back), tensor.ToString());
                Assert.Equal(tensor.ToString(), back.ToString());
                Assert.Equal(tensor.Data.ToArray(), back.Data.ToArray());
            }
        }
    }

    [Fact]
    public void Encode_Strings_ReadBack()
    {
        Assert.True(TensorProtoCodec.TryDecode(TensorProtoCodec.Encode(Tensor.FromStrings([2], "a", "")), out var back));
        Assert.Equal([[97], []], back.Strings.Select(bytes => bytes.ToArray()));
    }

    private static TensorProto Proto(ProtoType type, params long[] shape)
    {
        var proto = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        proto.TensorShape.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return proto;
    }
}
