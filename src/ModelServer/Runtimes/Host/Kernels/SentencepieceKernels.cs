using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Texts cut by the SentencePiece models that a graph holds, and put together again.</summary>
internal static class SentencepieceKernels
{
    private static readonly OutputType Values = OutputTypes.From("out_type", DataType.Int32);
    private static readonly OutputType Splits = OutputTypes.From("Tsplits", DataType.Int64);

    public static IEnumerable<HostOp> All =>
    [
        new("SentencepieceTokenizeOp", OutputTypes.Each(Values, Splits), Tokenize),
        new("SentencepieceTokenizeWithOffsetsOp", OutputTypes.Each(Values, Splits, OutputTypes.Int64), Tokenize),
        HostOp.One("SentencepieceDetokenizeOp", OutputTypes.String, Detokenize),
        HostOp.One("SentencepieceVocabSizeOp", OutputTypes.Fixed(DataType.Int32), arguments => Tensor.Scalar(arguments.Sentencepiece(0).Pieces.Count)),
        HostOp.One("SentencepieceIdToStringOp", OutputTypes.String, Texts),
        HostOp.One("SentencepieceStringToIdOp", OutputTypes.Fixed(DataType.Int32), Numbers),
    ];

    private static HostKernel Tokenize(GraphNode node)
    {
        var (type, splitType, givesBest) = (node.Type("out_type", DataType.Int32), node.Type("Tsplits", DataType.Int64), node.Bool("return_nbest"));
        return arguments =>
        {
            List<NumberedPiece> pieces = [];
            List<long> splits = [0];
            foreach (var row in givesBest ? Best(arguments) : Rows(arguments))
            {
                pieces.AddRange(row);
                splits.Add(pieces.Count);
            }

            return
            [
                type == DataType.String
                    ? Elements.Strings([pieces.Count], pieces.ConvertAll(piece => piece.Piece.Text))
                    : Integers.Write(type, [pieces.Count], [.. pieces.Select(piece => piece.Id)]),
                Integers.Write(splitType, [splits.Count], [.. splits]),
                Elements.Longs(pieces.ConvertAll(piece => piece.Piece.Start)),
                Elements.Longs(pieces.ConvertAll(piece => piece.Piece.End)),
            ];
        };
    }

    private static IEnumerable<List<NumberedPiece>> Rows(HostArguments arguments)
    {
        var tokenizer = arguments.Sentencepiece(0);
        var texts = arguments.Tensor(1);
        var options = Options(arguments, 4);
        var counts = PerRow<int>(arguments.Tensor(2), "nbest_size", texts);
        var alphas = PerRow<float>(arguments.Tensor(3), "alpha", texts);
        return texts.Strings.Select((text, row) => tokenizer.Sample(text, counts(row), alphas(row), options));
    }

    private static IEnumerable<List<NumberedPiece>> Best(HostArguments arguments)
    {
        var tokenizer = arguments.Sentencepiece(0);
        var options = Options(arguments, 4);
        var size = arguments.Tensor(2);
        if (size.Rank != 0)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"When return_nbest is true nbest_size must be a scalar; got {size} instead");
        }

        var count = size.AsSpan<int>()[0];
        return count >= 1
            ? arguments.Tensor(1).Strings.SelectMany(text => tokenizer.Best(text, count, options))
            : throw new ModelRunException(ErrorCode.InvalidArgument, $"When return_nbest is true nbest_size must be >= 1; got {count}");
    }

    private static Func<int, T> PerRow<T>(Tensor values, string name, Tensor texts)
        where T : unmanaged
    {
        if (values.ElementCount < (values.Rank == 0 ? 1 : texts.ElementCount))
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"{name} {values} has too few elements for {texts.ElementCount} texts");
        }

        return values.Rank == 0 ? _ => values.AsSpan<T>()[0] : row => values.AsSpan<T>()[row];
    }

    private static TokenOptions Options(HostArguments arguments, int first) =>
        new(arguments.Tensor(first).AsSpan<bool>()[0], arguments.Tensor(first + 1).AsSpan<bool>()[0], arguments.Tensor(first + 2).AsSpan<bool>()[0]);

    private static Tensor Detokenize(HostArguments arguments)
    {
        var decoder = arguments.Sentencepiece(0).Decoder;
        var values = arguments.Tensor(1);
        var options = Options(arguments, 3);
        ReadOnlyMemory<byte>[] pieces = [.. values.DataType == DataType.String ? values.Strings : Integers.Read(values).Select(decoder.Text)];
        var texts = RowSplits.Read(arguments.Longs(2), pieces.Length).ConvertAll(row => (ReadOnlyMemory<byte>)decoder.Decode(pieces[row], options));
        return Elements.Strings([texts.Count], texts);
    }

    private static Tensor Texts(HostArguments arguments)
    {
        var decoder = arguments.Sentencepiece(0).Decoder;
        return Elements.Strings(arguments.Tensor(1).Shape, [.. arguments.Longs(1).Select(decoder.Text)]);
    }

    private static Tensor Numbers(HostArguments arguments)
    {
        var pieces = arguments.Sentencepiece(0).Pieces;
        return Elements.Map(arguments.Tensor(1), text => pieces.Find(text.Span));
    }
}
