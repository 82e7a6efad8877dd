using System.Runtime.InteropServices;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Examples;

/// <summary>Parses a batch of serialized examples into dense tensors [batch, feature shape].</summary>
internal static class ExampleParser
{
    public static Tensor[] Parse(Tensor serialized, IReadOnlyList<DenseFeature> features)
    {
        var examples = new Example[serialized.Strings.Count];
        for (var i = 0; i < examples.Length; i++)
        {
            examples[i] = Parse(serialized.Strings[i], i);
        }

        return [.. features.Select(feature => Column(examples, feature, serialized.Shape))];
    }

    private static Example Parse(ReadOnlyMemory<byte> serialized, int index)
    {
        try
        {
            return Example.Parser.ParseFrom(serialized.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"Could not parse example input, value at index {index}", e);
        }
    }

    private static Tensor Column(Example[] examples, DenseFeature feature, ReadOnlySpan<long> batch)
    {
        var size = Tensor.CountElements(feature.Shape);
        var bytes = new List<byte>(examples.Length * (int)size * feature.Type.Size());
        List<ReadOnlyMemory<byte>> strings = [];
        foreach (var example in examples)
        {
            Append(example, feature, size, bytes, strings);
        }

        long[] shape = [.. batch, .. feature.Shape];
        return feature.Type == DataType.String ? Tensor.FromStrings(shape, strings) : Tensor.FromBytes(feature.Type, shape, CollectionsMarshal.AsSpan(bytes).ToArray());
    }

    private static void Append(Example example, DenseFeature feature, long size, List<byte> bytes, List<ReadOnlyMemory<byte>> strings)
    {
        var value = example.Features?.Feature.GetValueOrDefault(feature.Key);
        if (value is null or { KindCase: Feature.KindOneofCase.None })
        {
            AppendDefault(feature, size, bytes, strings);
            return;
        }

        var count = value.KindCase switch
        {
            Feature.KindOneofCase.FloatList when feature.Type == DataType.Float => Append(bytes, value.FloatList.Value.ToArray()),
            Feature.KindOneofCase.Int64List when feature.Type == DataType.Int64 => Append(bytes, value.Int64List.Value.ToArray()),
            Feature.KindOneofCase.BytesList when feature.Type == DataType.String => Append(strings, value.BytesList),
            _ => throw Refuse(feature, $".  Data types don't match. Data type: {Kind(value)} but expected type: {feature.Type.Name()}"),
        };
        if (count != size)
        {
            throw Refuse(feature, $".  Number of {feature.Type.Name()} values != expected.  Values size: {count} but output shape: [{string.Join(',', feature.Shape)}]");
        }
    }

    private static void AppendDefault(DenseFeature feature, long size, List<byte> bytes, List<ReadOnlyMemory<byte>> strings)
    {
        if (feature.Default.ElementCount != size && feature.Default.ElementCount != 1)
        {
            throw Refuse(feature, $" (data type: {feature.Type.Name()}) is required but could not be found.");
        }

        for (var filled = 0L; filled < size; filled += feature.Default.ElementCount)
        {
            bytes.AddRange(feature.Default.Data.Span);
            strings.AddRange(feature.Default.Strings);
        }
    }

    private static int Append<T>(List<byte> bytes, T[] values)
        where T : unmanaged
    {
        bytes.AddRange(MemoryMarshal.AsBytes(values.AsSpan()));
        return values.Length;
    }

    private static int Append(List<ReadOnlyMemory<byte>> strings, BytesList values)
    {
        strings.AddRange(values.Value.Select(value => value.Memory));
        return values.Value.Count;
    }

    private static string Kind(Feature value) => value.KindCase switch
    {
        Feature.KindOneofCase.FloatList => "float",
        Feature.KindOneofCase.Int64List => "int64",
        _ => "string",
    };

    private static ModelRunException Refuse(DenseFeature feature, string reason) =>
        new(ErrorCode.InvalidArgument, $"Name: <unknown>, Feature: {feature.Key}{reason}");
}
