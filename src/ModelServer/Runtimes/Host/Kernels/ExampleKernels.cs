using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Serialized examples into dense, sparse and ragged features.</summary>
internal static class ExampleKernels
{
    private static readonly string[] Names = ["ParseExample", "ParseExampleV2", "ParseSingleExample"];

    public static IEnumerable<HostOp> All => Names.Select(name => new HostOp(name, ExampleFeatures.TypeOf, Create));

    private static HostKernel Create(GraphNode node)
    {
        var features = new ExampleFeatures(node);
        return arguments => Parse(features, arguments);
    }

    private static IReadOnlyList<object> Parse(ExampleFeatures features, HostArguments arguments)
    {
        var serialized = arguments.Tensor(0);
        var isSingle = serialized.Rank == 0;
        var examples = new Example[serialized.Strings.Count];
        for (var i = 0; i < examples.Length; i++)
        {
            examples[i] = Parse(serialized.Strings[i], i);
        }

        var (sparseKeys, denseKeys, raggedKeys) = features.Keys(arguments);
        var sparse = sparseKeys.Zip(features.SparseTypes, (key, type) => Collect(examples, new FeatureColumn(key, type))).ToArray();
        var ragged = raggedKeys.Zip(features.RaggedTypes, (key, type) => Collect(examples, new FeatureColumn(key, type))).ToArray();
        var defaults = features.Defaults(arguments);
        var dense = denseKeys.Select((key, i) => DenseColumn.Collect(examples, new FeatureColumn(key, features.DenseTypes[i]), features.DenseShapes[i], defaults[i], isSingle));
        return
        [
            .. sparse.Select(column => Indices(column, isSingle)),
            .. sparse.Select(column => column.Values(column.Count)),
            .. sparse.Select(column => Shape(column, isSingle)),
            .. dense,
            .. ragged.Select(column => column.Values(column.Count)),
            .. ragged.Select((column, i) => Splits(column, features.SplitTypes[i])),
        ];
    }

    private static Example Parse(ReadOnlyMemory<byte> serialized, int index)
    {
        try
        {
            return Example.Parser.ParseFrom(serialized.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Shapes.Invalid($"Could not parse example input, value at index {index}");
        }
    }

    private static FeatureColumn Collect(Example[] examples, FeatureColumn column)
    {
        for (var i = 0; i < examples.Length; i++)
        {
            var values = column.Find(examples[i], i);
            column.Add(values ?? Elements.Empty(column.Type), values?.ElementCount ?? 0);
        }

        return column;
    }

    private static Tensor Indices(FeatureColumn column, bool isSingle)
    {
        List<long> indices = [];
        foreach (var (row, count) in column.Counts.Index())
        {
            for (var i = 0L; i < count; i++)
            {
                indices.AddRange(isSingle ? [i] : [row, i]);
            }
        }

        return Tensor.Create<long>([column.Count, isSingle ? 1 : 2], [.. indices]);
    }

    private static Tensor Shape(FeatureColumn column, bool isSingle)
    {
        var longest = column.Counts.DefaultIfEmpty(0).Max();
        return Elements.Longs(isSingle ? [longest] : [column.Counts.Count, longest]);
    }

    private static Tensor Splits(FeatureColumn column, DataType type)
    {
        var splits = new long[column.Counts.Count + 1];
        for (var i = 0; i < column.Counts.Count; i++)
        {
            splits[i + 1] = splits[i] + column.Counts[i];
        }

        return Integers.Write(type, [splits.Length], splits);
    }
}
