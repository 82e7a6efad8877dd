using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Words cut into the pieces that a vocabulary has, as BERT reads them.</summary>
internal static class WordpieceKernels
{
    public static IEnumerable<HostOp> All => [new("WordpieceTokenizeWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Tokenize)];

    private static HostKernel Tokenize(GraphNode node)
    {
        var tokenizer = new WordpieceTokenizer(node);
        var givesSplits = node.Text("output_row_partition_type", "row_lengths") == "row_splits";
        return arguments =>
        {
            List<Wordpiece> pieces = [];
            List<long> rows = givesSplits ? [0] : [];
            foreach (var word in arguments.Tensor(0).Strings)
            {
                var before = pieces.Count;
                pieces.AddRange(tokenizer.Split(word, arguments.Table(1)));
                rows.Add(givesSplits ? pieces.Count : pieces.Count - before);
            }

            return
            [
                Elements.Strings([pieces.Count], pieces.ConvertAll(piece => piece.Text)),
                Elements.Longs(rows),
                Elements.Longs(pieces.ConvertAll(piece => piece.Start)),
                Elements.Longs(pieces.ConvertAll(piece => piece.End)),
            ];
        };
    }
}
