using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Cuts texts into the numbered pieces of a SentencePiece model. Called from many threads at once.</summary>
internal sealed class SentencepieceTokenizer
{
    private const int MostSampled = 512;

    private readonly SentencepieceNormalizer _normalizer;
    private readonly ISegmenter _segmenter;
    private readonly TokenMarks _marks;

    private SentencepieceTokenizer(ModelProto model)
    {
        var training = model.TrainerSpec ?? new TrainerSpec();
        Pieces = new PieceTable(model);
        _marks = new TokenMarks(Pieces, training);
        _normalizer = new SentencepieceNormalizer(model.NormalizerSpec ?? new NormalizerSpec(), training.TreatWhitespaceAsSuffix, Pieces.UserDefined);
        _segmenter = training.ModelType switch
        {
            ModelType.Unigram => new UnigramSegmenter(Pieces),
            ModelType.Bpe => new MergeSegmenter(Pieces),
            ModelType.Word => PlainSegmenter.OfWords(Pieces),
            ModelType.Char => PlainSegmenter.OfCharacters(Pieces),
            var other => throw new ModelRunException(ErrorCode.Internal, $"Unknown model_type: {other}"),
        };
        Decoder = new SentencepieceDecoder(Pieces, _marks, model);
    }

    public PieceTable Pieces { get; }

    public SentencepieceDecoder Decoder { get; }

    /// <summary>Reads a model as SentencePiece's trainer writes it.</summary>
    /// <exception cref="ModelRunException">The bytes are no such model, or one that contradicts itself.</exception>
    public static SentencepieceTokenizer Read(ByteString model)
    {
        try
        {
            return new SentencepieceTokenizer(ModelProto.Parser.ParseFrom(model));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelRunException(ErrorCode.Internal, $"The SentencePiece model cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Cuts a text in the best way.</summary>
    public List<NumberedPiece> Encode(ReadOnlyMemory<byte> text, TokenOptions options)
    {
        var (normal, origins) = Normalize(text);
        return Finish(normal, origins, _segmenter.Split(normal), options);
    }

    /// <summary>Cuts a text in a way that is drawn: from so many of the best or, if that is negative, from all.</summary>
    public List<NumberedPiece> Sample(ReadOnlyMemory<byte> text, int count, float alpha, TokenOptions options)
    {
        if (count is 0 or 1)
        {
            return Encode(text, options);
        }

        if (count > MostSampled)
        {
            throw new ModelRunException(ErrorCode.Internal, "nbest_size must be nbest_size <= 512");
        }

        var (normal, origins) = Normalize(text);
        var ways = count < 0 ? null : _segmenter.Best(normal, count);
        var segments = ways is null ? _segmenter.Sample(normal, alpha) : Draw(ways, alpha);
        return Finish(normal, origins, segments ?? throw new ModelRunException(ErrorCode.Internal, "SampleEncode is not available for the current model."), options);
    }

    /// <summary>Cuts a text in each of its best ways, best first.</summary>
    public List<List<NumberedPiece>> Best(ReadOnlyMemory<byte> text, int count, TokenOptions options)
    {
        var (normal, origins) = Normalize(text);
        var ways = _segmenter.Best(normal, count) ?? throw new ModelRunException(ErrorCode.Internal, "NBestEncode is not available for the current model.");
        return [.. ways.Select(way => Finish(normal, origins, way.Segments, options))];
    }

    private static IReadOnlyList<Segment> Draw(IReadOnlyList<(IReadOnlyList<Segment> Segments, float Score)> ways, float alpha)
    {
        var most = ways.Max(way => alpha * way.Score);
        var weights = ways.Select(way => Math.Exp((alpha * way.Score) - most)).ToArray();
        var rest = System.Random.Shared.NextDouble() * weights.Sum();
        var drawn = Array.FindIndex(weights, weight => (rest -= weight) < 0);
        return ways[drawn < 0 ? ways.Count - 1 : drawn].Segments;
    }

    private (ReadOnlyMemory<byte> Normal, List<int> Origins) Normalize(ReadOnlyMemory<byte> text)
    {
        List<int> origins = new(text.Length + 4);
        return (_normalizer.Normalize(text.Span, origins), origins);
    }

    private List<NumberedPiece> Finish(ReadOnlyMemory<byte> normal, List<int> origins, IReadOnlyList<Segment> segments, TokenOptions options)
    {
        List<NumberedPiece> found = new(segments.Count + 2);
        for (var at = 0; at < segments.Count; at++)
        {
            var (start, length, id) = segments[at];
            var end = start + length;
            switch (Pieces.Type(id))
            {
                case PieceType.Control:
                    throw new ModelRunException(ErrorCode.Internal, "all normalized characters are not consumed.");
                case PieceType.Unknown when Pieces.HasBytes:
                    AddBytes(normal.Span[start..end], origins[start], origins[end], found);
                    continue;
                case PieceType.Unknown:
                    // What is unknown and follows each other is one piece.
                    for (; at + 1 < segments.Count && segments[at + 1].Id == id; at++)
                    {
                        end += segments[at + 1].Length;
                    }

                    break;
            }

            found.Add(new NumberedPiece(new Wordpiece(normal[start..end], origins[start], origins[end]), id));
        }

        return _marks.Apply(found, options);
    }

    /// <summary>The last byte stands for the whole character, those before for nothing.</summary>
    private void AddBytes(ReadOnlySpan<byte> part, int from, int to, List<NumberedPiece> found)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var id = Pieces.OfByte(part[i]);
            found.Add(new NumberedPiece(new Wordpiece(Pieces.Text(id), from, i == part.Length - 1 ? to : from), id));
        }
    }
}
