using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Texts cut into bytes, and at places that are given.</summary>
internal static class ByteSplitKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("TFText>ByteSplitWithOffsets", OutputTypes.Each(OutputTypes.Fixed(DataType.UInt8), OutputTypes.Int64, OutputTypes.Fixed(DataType.Int32)), _ => Bytes),
        new("TFText>ByteSplitByOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), _ => Parts),
    ];

    private static IReadOnlyList<object> Bytes(HostArguments arguments)
    {
        var texts = arguments.Tensor(0).Strings;
        byte[] bytes = [.. texts.SelectMany(text => text.ToArray())];
        int[] starts = [.. texts.SelectMany(text => Enumerable.Range(0, text.Length))];
        List<long> rows = [0];
        foreach (var text in texts)
        {
            rows.Add(rows[^1] + text.Length);
        }

        return [Tensor.Create<byte>([bytes.Length], bytes), Elements.Longs(rows), Tensor.Create<int>([starts.Length], starts), Tensor.Create<int>([starts.Length], Array.ConvertAll(starts, start => start + 1))];
    }

    private static IReadOnlyList<object> Parts(HostArguments arguments)
    {
        var texts = arguments.Tensor(0).Strings;
        var (starts, ends) = (arguments.Longs(1), arguments.Longs(2));
        var rows = RowSplits.Read(arguments.Longs(3), Math.Min(starts.Length, ends.Length));
        if (rows.Count < texts.Count)
        {
            throw Shapes.Invalid($"There are {texts.Count} texts, but rows of places for {rows.Count}");
        }

        List<ReadOnlyMemory<byte>> parts = [];
        List<long> counts = [0];
        foreach (var (text, row) in texts.Zip(rows))
        {
            parts.AddRange(starts[row].Zip(ends[row], (start, end) => Part(text, start, end)));
            counts.Add(parts.Count);
        }

        return [Elements.Strings([parts.Count], parts), Elements.Longs(counts)];
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> text, long start, long end) =>
        start < 0 || start > text.Length ? throw Shapes.Invalid("Start offsets out of range.")
        : end < 0 || end > text.Length ? throw Shapes.Invalid("End offsets out of range.")
        : start > end ? throw Shapes.Invalid("Start offset after end offset.")
        : text[(int)start..(int)end];
}
