using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>How much of a text another one keeps: the longest common subsequence of their words, as the ROUGE-L measures count it.</summary>
internal static class RougeKernels
{
    private const double Tiny = 1e-12; // against divisions of nothing by nothing

    public static IEnumerable<HostOp> All =>
    [
        new("RougeL", OutputTypes.Fixed(DataType.Float), _ => Measure) { Handles = node => node.Type("Tvalues") is DataType.Int32 or DataType.Int64 or DataType.String },
    ];

    private static IReadOnlyList<object> Measure(HostArguments arguments)
    {
        var alpha = Alpha(arguments.Tensor(4));
        Check(arguments);
        Dictionary<ReadOnlyMemory<byte>, long> words = new(BytesComparer.Instance);
        var (texts, others) = (Words(arguments.Tensor(0), words), Words(arguments.Tensor(2), words));
        var rows = RowSplits.Read(arguments.Longs(1), texts.Length).Zip(RowSplits.Read(arguments.Longs(3), others.Length)).ToList();
        var work = 0L;
        var (means, precisions, recalls) = (new float[rows.Count], new float[rows.Count], new float[rows.Count]);
        foreach (var (i, (row, other)) in rows.Index())
        {
            var text = texts.AsSpan(row);
            var reference = others.AsSpan(other);
            work = WorkLimit.Add(work, (long)text.Length * reference.Length);
            var common = CommonLength(text, reference);
            precisions[i] = (float)((float)common / ((float)text.Length + Tiny));
            recalls[i] = (float)((float)common / ((float)reference.Length + Tiny));
            means[i] = alpha < 0 ? TensorToTensorMean(precisions[i], recalls[i]) : WeightedMean(precisions[i], recalls[i], alpha);
        }

        return [Tensor.Create<float>([rows.Count], means), Tensor.Create<float>([rows.Count], precisions), Tensor.Create<float>([rows.Count], recalls)];
    }

    private static float Alpha(Tensor alpha)
    {
        var value = alpha.ElementCount == 1 ? alpha.AsSpan<float>()[0] : throw Shapes.Invalid($"alpha must be a scalar but was {alpha}");
        return value <= 1 ? value : throw Shapes.Invalid(FormattableString.Invariant($"alpha must be <1 but was={value}"));
    }

    private static void Check(HostArguments arguments)
    {
        var (splits, others) = (arguments.Tensor(1).ElementCount, arguments.Tensor(3).ElementCount);
        if (splits != others)
        {
            throw Shapes.Invalid($"ref splits len={others}must equal hyp splits len={splits}");
        }

        string[] names = ["hypotheses values", "hypotheses splits", "references values", "references splits"];
        for (var i = 0; i < names.Length; i++)
        {
            if (arguments.Tensor(i).Rank != 1)
            {
                throw Shapes.Invalid($"{names[i]} must be a vector");
            }
        }

        if (others == 0)
        {
            throw Shapes.Invalid("ref splits len=0; must have at least 1 split");
        }
    }

    /// <summary>Numbers the words, so that each is compared by content only once.</summary>
    private static long[] Words(Tensor values, Dictionary<ReadOnlyMemory<byte>, long> words) =>
        values.DataType == DataType.String ? [.. values.Strings.Select(word => words.TryAdd(word, words.Count) ? words.Count - 1 : words[word])] : Integers.Read(values);

    private static int CommonLength(ReadOnlySpan<long> text, ReadOnlySpan<long> other)
    {
        if (other.Length > text.Length)
        {
            return CommonLength(other, text); // so that the shorter one takes the memory
        }

        var lengths = new int[other.Length + 1]; // of what the words so far have in common with each beginning of the other one
        foreach (var word in text)
        {
            var shorter = 0; // with the beginning that is shorter by a word, before this word
            for (var i = 0; i < other.Length; i++)
            {
                var before = lengths[i + 1];
                lengths[i + 1] = other[i] == word ? shorter + 1 : Math.Max(before, lengths[i]);
                shorter = before;
            }
        }

        return lengths[^1];
    }

    /// <summary>The harmonic mean, with alpha the weight of precision.</summary>
    private static float WeightedMean(float precision, float recall, float alpha)
    {
        var divisor = (alpha * recall) + ((1 - alpha) * precision);
        return divisor > 0 ? precision * recall / divisor : divisor;
    }

    /// <summary>The mean that Tensor2Tensor calculates, for which a negative alpha asks.</summary>
    private static float TensorToTensorMean(float precision, float recall)
    {
        var beta = (float)(precision / (recall + Tiny));
        var divisor = recall + (beta * beta * precision);
        return divisor > 0 ? (1 + (beta * beta)) * recall * precision / divisor : 0;
    }
}
