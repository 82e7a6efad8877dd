using System.Text;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Texts cut into words where a label of each character says so.</summary>
internal static class SplitMergeKernels
{
    public static IEnumerable<HostOp> All => [new("SplitMergeTokenizeWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Create)];

    private static HostKernel Create(GraphNode node)
    {
        var cutsAtSpaces = node.Bool("force_split_at_break_character", otherwise: true);
        return arguments =>
        {
            var texts = arguments.Tensor(0).Strings;
            var labels = arguments.Tensor(1).AsSpan<int>().ToArray();
            var splits = arguments.Longs(2);
            if (splits.Length != texts.Count + 1)
            {
                throw Shapes.Invalid($"Expecting row_splits have {texts.Count + 1} elements, got {splits.Length}");
            }

            List<Wordpiece> words = [];
            List<long> rows = [0];
            foreach (var (row, range) in RowSplits.Read(splits, labels.Length).Index())
            {
                words.AddRange(Cut(texts[row].Span, labels.AsSpan(range), cutsAtSpaces));
                rows.Add(words.Count);
            }

            return
            [
                Elements.Strings([words.Count], words.ConvertAll(word => word.Text)),
                Elements.Longs(rows),
                Elements.Longs(words.ConvertAll(word => word.Start)),
                Elements.Longs(words.ConvertAll(word => word.End)),
            ];
        };
    }

    /// <summary>A label of 0 begins a word, and so does the first character and, if asked, one after a space.</summary>
    private static List<Wordpiece> Cut(ReadOnlySpan<byte> text, ReadOnlySpan<int> labels, bool cutsAtSpaces)
    {
        List<Wordpiece> words = [];
        List<byte> word = [];
        var (start, end, wasSpace) = (0, 0, false);
        for (var (at, character) = (0, 0); at < text.Length; character++)
        {
            var part = text.Slice(at, Characters.Length(text[at..]));
            if (character == labels.Length)
            {
                throw Shapes.Invalid($"Number of labels {labels.Length} is insufficient for text {Encoding.UTF8.GetString(text)}");
            }

            Rune.DecodeFromUtf8(part, out var rune, out _);
            var isSpace = Rune.IsWhiteSpace(rune);
            if (!isSpace)
            {
                if (word.Count > 0 && (labels[character] == 0 || (wasSpace && cutsAtSpaces)))
                {
                    words.Add(new Wordpiece(word.ToArray(), start, end));
                    word.Clear();
                }

                start = word.Count == 0 ? at : start;
                word.AddRange(part);
                end = at + part.Length;
            }

            wasSpace = isSpace;
            at += part.Length;
        }

        if (word.Count > 0)
        {
            words.Add(new Wordpiece(word.ToArray(), start, end));
        }

        return words;
    }
}
