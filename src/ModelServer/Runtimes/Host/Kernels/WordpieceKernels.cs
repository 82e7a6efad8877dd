using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Texts made ready for BERT: normalized, and words cut into the pieces that a vocabulary has.</summary>
internal static class WordpieceKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("WordpieceTokenizeWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Tokenize),
        new("FastWordpieceTokenizeWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), TokenizeFast),
        new("TFText>FastWordpieceTokenizeWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), TokenizeFast),
        new("TFText>FastWordpieceDetokenize", OutputTypes.String, Detokenize),
        new("FastBertNormalize", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Normalize),
        new("TFText>FastBertNormalize", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Normalize),
    ];

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

    private static HostKernel TokenizeFast(GraphNode node)
    {
        var models = new LastModel<FastWordpieceModel>(FastWordpieceModel.Read);
        return arguments =>
        {
            var tokenizer = new FastWordpieceTokenizer(models.Of(arguments.Tensor(1)));
            List<NumberedPiece> pieces = [];
            List<long> rows = [0];
            foreach (var text in arguments.Tensor(0).Strings)
            {
                pieces.AddRange(tokenizer.Split(text));
                rows.Add(pieces.Count);
            }

            return
            [
                Elements.Strings([pieces.Count], pieces.ConvertAll(piece => piece.Piece.Text)),
                Elements.Longs(pieces.ConvertAll(piece => piece.Id)),
                Elements.Longs(rows),
                Elements.Longs(pieces.ConvertAll(piece => piece.Piece.Start)),
                Elements.Longs(pieces.ConvertAll(piece => piece.Piece.End)),
            ];
        };
    }

    private static HostKernel Detokenize(GraphNode node)
    {
        var models = new LastModel<FastWordpieceModel>(FastWordpieceModel.Read);
        return arguments =>
        {
            var model = models.Of(arguments.Tensor(2));
            var ids = arguments.Longs(0);
            var texts = RowSplits.Read(arguments.Longs(1), ids.Length).ConvertAll(row => (ReadOnlyMemory<byte>)model.Join(ids.AsSpan(row)));
            return [Elements.Strings([texts.Count], texts)];
        };
    }

    private static HostKernel Normalize(GraphNode node)
    {
        var givesOffsets = node.Bool("get_offsets");
        var models = new LastModel<FastBertNormalizer>(FastBertNormalizer.Read);
        return arguments =>
        {
            var normalizer = models.Of(arguments.Tensor(1));
            var texts = arguments.Tensor(0);
            List<ReadOnlyMemory<byte>> normal = [];
            List<long> offsets = [];
            List<long> rows = [0];
            foreach (var text in texts.Strings)
            {
                normal.Add(normalizer.Normalize(text.Span, givesOffsets ? offsets : null));
                rows.Add(offsets.Count);
            }

            return [Elements.Strings(texts.Shape, normal), Elements.Longs(offsets), Elements.Longs(rows)];
        };
    }
}
