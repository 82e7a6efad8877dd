using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Crossed features: for each row every choice of one value from each column, joined as text or hashed.</summary>
internal static class CrossKernels
{
    private static readonly byte[] Separator = "_X_"u8.ToArray();

    public static IEnumerable<HostOp> All =>
    [
        new("SparseCross", OutputTypes.Each(OutputTypes.Int64, OutputTypes.From("out_type"), OutputTypes.Int64), Create),
        new("SparseCrossV2", OutputTypes.Each(OutputTypes.Int64, OutputTypes.String, OutputTypes.Int64), node => arguments =>
        {
            var columns = Columns(node, arguments);
            var separator = arguments.Text(arguments.Count - 1);
            return Texts(columns, separator.Span);
        }),
        new("SparseCrossHashed", OutputTypes.Int64, node => arguments => Keyed(node, arguments)),
    ];

    private static HostKernel Create(GraphNode node)
    {
        var (buckets, key) = ((ulong)node.Int("num_buckets", 0), (ulong)node.Int("hash_key", 0));
        return node.Bool("hashed_output")
            ? arguments => Hashes(Columns(node, arguments), buckets, (values, first) => FarmHash.Join(first ? key : values.Hash, values.Next.Type == DataType.String ? FarmHash.Fingerprint64(values.Next.Bytes.Span) : Number(values.Next)))
            : arguments => Texts(Columns(node, arguments), Separator);
    }

    private static IReadOnlyList<object> Keyed(GraphNode node, HostArguments arguments)
    {
        var (buckets, isStrong, salt) = ((ulong)arguments.Long(arguments.Count - 3), arguments.Tensor(arguments.Count - 2).AsSpan<bool>()[0], arguments.Longs(arguments.Count - 1));
        return Hashes(Columns(node, arguments), buckets, (values, first) => Hash(values.Next) is var hash && first ? hash : FarmHash.Join(values.Hash, hash));

        ulong Hash(CrossValue value)
        {
            // TensorFlow hashes only the lower half of a number, and a dense number by itself.
            var bytes = value.Type == DataType.String ? value.Bytes.Span : value.Bytes.Span[..4];
            return isStrong ? SipHash.Compute((ulong)salt[0], (ulong)salt[1], bytes) : value is { IsDense: true, Type: not DataType.String } ? Number(value) : FarmHash.Fingerprint64(bytes);
        }
    }

    private static ulong Number(CrossValue value) => MemoryMarshal.Read<ulong>(value.Bytes.Span);

    /// <summary>Reads the columns, sparse ones first, as the values of each row.</summary>
    private static List<CrossValue[][]> Columns(GraphNode node, HostArguments arguments)
    {
        var sparse = (int)node.Int("N", 0);
        var dense = node.Attribute("dense_types")?.List?.Type.Count ?? 0;
        var rows = sparse > 0 ? arguments.Longs(2 * sparse)[0] : dense > 0 ? arguments.Tensor(3 * sparse).Shape[0] : 0;
        List<CrossValue[][]> columns = [];
        for (var c = 0; c < sparse; c++)
        {
            var (indices, values) = (arguments.Longs(c), arguments.Tensor(sparse + c));
            var width = indices.Length / Math.Max(1, (int)values.ElementCount);
            var places = Enumerable.Range(0, (int)values.ElementCount).ToLookup(i => indices[i * width]);
            columns.Add([.. Enumerable.Range(0, (int)rows).Select(row => places[row].Select(i => new CrossValue(values.DataType, Elements.Bytes(values, i), false)).ToArray())]);
        }

        for (var c = 0; c < dense; c++)
        {
            var values = arguments.Tensor((3 * sparse) + c);
            var width = values.Rank == 2 && values.Shape[0] == rows ? (int)values.Shape[1] : throw Shapes.Invalid($"Expected batch size {rows}, got {(values.Rank == 0 ? 0 : values.Shape[0])} at dense tensor {c}");
            columns.Add([.. Enumerable.Range(0, (int)rows).Select(row => Enumerable.Range(row * width, width).Select(i => new CrossValue(values.DataType, Elements.Bytes(values, i), true)).ToArray())]);
        }

        return columns;
    }

    private static IReadOnlyList<object> Texts(List<CrossValue[][]> columns, ReadOnlySpan<byte> separator)
    {
        var (joint, counts) = (separator.ToArray(), new List<long>());
        List<ReadOnlyMemory<byte>> results = [];
        foreach (var crosses in Rows(columns))
        {
            counts.Add(crosses.Count);
            results.AddRange(crosses.Select(cross =>
            {
                List<byte> text = [];
                foreach (var (index, value) in cross.Index())
                {
                    text.AddRange(index > 0 ? joint : []);
                    text.AddRange(value.Type == DataType.String ? value.Bytes.Span : Encoding.ASCII.GetBytes(((long)Number(value)).ToString(CultureInfo.InvariantCulture)));
                }

                return (ReadOnlyMemory<byte>)text.ToArray();
            }));
        }

        return Sparse(counts, Tensor.FromStrings([results.Count], results));
    }

    private static IReadOnlyList<object> Hashes(List<CrossValue[][]> columns, ulong buckets, Func<(ulong Hash, CrossValue Next), bool, ulong> join)
    {
        var (results, counts) = (new List<long>(), new List<long>());
        foreach (var crosses in Rows(columns))
        {
            counts.Add(crosses.Count);
            foreach (var cross in crosses)
            {
                var hash = 0UL;
                for (var i = 0; i < cross.Length; i++)
                {
                    hash = join((hash, cross[i]), i == 0);
                }

                results.Add((long)(hash % (buckets > 0 ? buckets : long.MaxValue)));
            }
        }

        return Sparse(counts, Elements.Longs(results));
    }

    /// <summary>Lists the choices of each row; the last column varies fastest.</summary>
    private static IEnumerable<List<CrossValue[]>> Rows(List<CrossValue[][]> columns)
    {
        for (var row = 0; row < (columns.Count == 0 ? 0 : columns[0].Length); row++)
        {
            List<CrossValue[]> crosses = [[]];
            foreach (var column in columns)
            {
                var values = column[row];
                crosses = [.. crosses.SelectMany(cross => values.Select(value => (CrossValue[])[.. cross, value]))];
            }

            yield return crosses;
        }
    }

    private static IReadOnlyList<object> Sparse(List<long> counts, Tensor values)
    {
        List<long> indices = [];
        foreach (var (row, count) in counts.Index())
        {
            for (var i = 0L; i < count; i++)
            {
                indices.AddRange([row, i]);
            }
        }

        return [Tensor.Create<long>([values.ElementCount, 2], [.. indices]), values, Elements.Longs([counts.Count, counts.DefaultIfEmpty(0).Max()])];
    }

    private readonly record struct CrossValue(DataType Type, ReadOnlyMemory<byte> Bytes, bool IsDense);
}
