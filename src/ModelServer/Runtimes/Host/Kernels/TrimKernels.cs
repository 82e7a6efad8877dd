using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Several ragged tensors cut so that their rows together are not too long, each of them as little as can be.</summary>
internal static class TrimKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("TFText>RoundRobinTrim", (node, output) => output < node.Int("N", 1) ? node.Type("T") : node.Type("Tsplits", DataType.Int32), Trim),
        new("TFText>RoundRobinGenerateMasks", OutputTypes.Bool, _ => Masks),
    ];

    private static HostKernel Trim(GraphNode node)
    {
        var (type, splitType, count) = (node.Type("T"), node.Type("Tsplits", DataType.Int32), (int)node.Int("N", 1));
        return arguments =>
        {
            var values = Enumerable.Range(0, count).Select(_ => new ElementBuffer(type)).ToArray();
            var splits = values.Select(_ => new List<long> { 0 }).ToArray();
            foreach (var (tensor, start, _, kept) in Shares(arguments))
            {
                values[tensor].Add(arguments.Tensor(1 + tensor), start, kept);
                splits[tensor].Add(splits[tensor][^1] + kept);
            }

            return [.. values.Select(buffer => buffer.ToTensor(buffer.Count)), .. splits.Select(ends => Integers.Write(splitType, [ends.Count], [.. ends]))];
        };
    }

    /// <summary>Tells of each value whether it stays.</summary>
    private static IReadOnlyList<object> Masks(HostArguments arguments)
    {
        var masks = Enumerable.Range(0, (arguments.Count - 1) / 2).Select(_ => new List<bool>()).ToArray();
        foreach (var (tensor, _, length, kept) in Shares(arguments))
        {
            masks[tensor].AddRange(Enumerable.Repeat(true, kept));
            masks[tensor].AddRange(Enumerable.Repeat(false, length - kept));
        }

        return [.. masks.Select(mask => Tensor.Create<bool>([mask.Count], [.. mask]))];
    }

    /// <summary>Goes through the rows, and through the tensors in each: where a tensor's row begins, its length, and how much of that stays.</summary>
    private static IEnumerable<(int Tensor, int Start, int Length, int Kept)> Shares(HostArguments arguments)
    {
        var most = (int)Math.Clamp(arguments.Long(0), 0, int.MaxValue);
        var count = (arguments.Count - 1) / 2;
        var tensors = new List<Range>[count];
        for (var tensor = 0; tensor < count; tensor++)
        {
            tensors[tensor] = RowSplits.Read(arguments.Longs(1 + count + tensor), (int)arguments.Tensor(1 + tensor).ElementCount);
        }

        var rows = tensors[0].Count;
        if (Array.Exists(tensors, tensor => tensor.Count != rows))
        {
            throw Shapes.Invalid("Row splits must have the same number of elements.");
        }

        return Enumerable.Range(0, rows).SelectMany(row =>
        {
            var lengths = Array.ConvertAll(tensors, tensor => tensor[row].End.Value - tensor[row].Start.Value);
            return Share(lengths, most).Select((kept, tensor) => (tensor, tensors[tensor][row].Start.Value, lengths[tensor], kept));
        });
    }

    /// <summary>Shares room out: those that fit into an equal share get all they need, the others the same each and, the first of them, one more of what is left.</summary>
    private static int[] Share(int[] lengths, int room)
    {
        var kept = new int[lengths.Length];
        var open = lengths.Length;
        foreach (var (tensor, length) in lengths.Index().OrderBy(entry => entry.Item).TakeWhile(entry => (long)entry.Item * open <= room))
        {
            kept[tensor] = length;
            room -= length;
            open--;
        }

        var share = open > 0 ? room / open : 0;
        var rest = room - (share * open);
        for (var tensor = 0; tensor < lengths.Length; tensor++)
        {
            if (kept[tensor] < lengths[tensor])
            {
                kept[tensor] = share + (rest-- > 0 ? 1 : 0);
            }
        }

        return kept;
    }
}
