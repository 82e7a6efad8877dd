using System.Buffers;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Inference.Wire;
using Xunit;

namespace ModelServing.Inference.Tests.Wire;

public sealed class TensorMessageTests
{
    public static TheoryData<string> Tensors => [.. All.Keys];

    private static readonly Dictionary<string, Tensor> All = new()
    {
        ["scalar"] = Tensor.Scalar(1.5f),
        ["floats"] = Tensor.Create([2, 3], 1f, -2f, float.NaN, float.PositiveInfinity, -0f, 1e-40f),
        ["doubles"] = Tensor.Create([2], 0.1, double.MinValue),
        ["int32"] = Tensor.Create([4], 0, -1, int.MaxValue, int.MinValue),
        ["int64"] = Tensor.Create([1, 4], 0L, -1L, long.MaxValue, long.MinValue),
        ["bools"] = Tensor.Create([3], true, false, true),
        ["strings"] = Tensor.FromStrings([3], "", "a", new string('x', 300)),
        ["uint8"] = Tensor.Create<byte>([2], 0, 255),
        ["int16"] = Tensor.Create<short>([2], -1, 5),
        ["uint64"] = Tensor.Create([1], ulong.MaxValue),
        ["half"] = Tensor.Create([2], (Half)1, (Half)(-2)),
        ["empty"] = Tensor.Create<float>([2, 0]),
        ["no strings"] = Tensor.FromStrings([0], Array.Empty<ReadOnlyMemory<byte>>()),
        ["large"] = Tensor.Create<float>([100, 100], new float[10_000]),
    };

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Write_AnyTensor_GivesTheBytesOfTheGeneratedClass(string name)
    {
        foreach (var asContent in (bool[])[false, true])
        {
            var message = new TensorMessage(All[name], asContent);
            var written = Write(message);

            Assert.Equal(TensorProtoCodec.Encode(All[name], asContent).ToByteArray(), written);
            Assert.Equal(message.Length, written.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public void TryRead_WhatTheGeneratedClassWrites_GivesTheTensorOrLeavesIt(string name)
    {
        var isLeft = name is "uint8" or "int16" or "uint64" or "half" or "empty" or "no strings";
        foreach (var asContent in (bool[])[false, true])
        {
            var bytes = TensorProtoCodec.Encode(All[name], asContent).ToByteArray();
            foreach (var pieces in (int[])[bytes.Length, 7, 1])
            {
                var reader = new WireReader(Cut(bytes, pieces));
                var isRead = TensorMessageReader.TryRead(ref reader, out var tensor, out _);

                Assert.Equal(isRead, !isLeft || (asContent && All[name].ElementCount > 0));
                if (isRead)
                {
                    AssertSame(All[name], tensor!);
                }
            }
        }
    }

    [Fact]
    public void TryRead_Mutants_AgreesWithTheGeneratedClassOrLeavesThem()
    {
        var random = new Random(5);
        var read = 0;
        foreach (var tensor in All.Values.Where(tensor => tensor.ElementCount < 100))
        {
            for (var round = 0; round < 4000; round++)
            {
                var bytes = TensorProtoCodec.Encode(tensor, round % 2 == 0).ToByteArray();
                for (var change = random.Next(3); change > 0; change--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                var reader = new WireReader(Cut(bytes, random.Next(1, bytes.Length + 1)));
                if (TensorMessageReader.TryRead(ref reader, out var actual, out _))
                {
                    Assert.True(TensorProtoCodec.TryDecode(TensorProto.Parser.ParseFrom(bytes), out var expected));
                    AssertSame(expected, actual);
                    read++;
                }
            }
        }

        Assert.InRange(read, 10_000, 100_000);
    }

    [Fact]
    public void TryRead_ClaimOfManyElements_TakesNoMemory()
    {
        byte[] claim = [.. new TensorProto { Dtype = Protos.DataType.DtInt64, TensorShape = new() { Dim = { new TensorShapeProto.Types.Dim { Size = 1 << 30 } } } }.ToByteArray(), 0x52, 1, 0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new WireReader(new ReadOnlySequence<byte>(claim));

        Assert.False(TensorMessageReader.TryRead(ref reader, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static byte[] Write(TensorMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output);
        message.Write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.True(expected.Data.Span.SequenceEqual(actual.Data.Span));
        Assert.Equal(expected.Strings.Select(value => Convert.ToHexString(value.Span)), actual.Strings.Select(value => Convert.ToHexString(value.Span)));
    }

    /// <summary>Lays bytes out as a network does: in pieces.</summary>
    private static ReadOnlySequence<byte> Cut(byte[] bytes, int length)
    {
        Piece? last = null;
        Piece? first = null;
        foreach (var chunk in bytes.Chunk(length))
        {
            last = new Piece(chunk, last);
            first ??= last;
        }

        return first is null || last is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
