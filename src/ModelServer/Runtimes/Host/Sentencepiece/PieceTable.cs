using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>The pieces of a model by number and by text.</summary>
internal sealed class PieceTable
{
    private readonly ReadOnlyMemory<byte>[] _texts;
    private readonly float[] _scores;
    private readonly PieceType[] _types;
    private readonly PieceTrie _reserved;
    private readonly int[] _bytes = new int[byte.MaxValue + 1];

    /// <exception cref="ModelRunException">A piece is empty or twice there, or those are missing that every model has.</exception>
    public PieceTable(ModelProto model)
    {
        _texts = [.. model.Pieces.Select(piece => piece.Piece.Memory)];
        _scores = [.. model.Pieces.Select(piece => piece.Score)];
        _types = [.. model.Pieces.Select(piece => piece.Type)];
        Normal = Trie(type => IsNormal(type));
        _reserved = Trie(type => !IsNormal(type));
        UserDefined = Trie(type => type == PieceType.UserDefined);
        Unknown = _types.AsSpan().Count(PieceType.Unknown) == 1
            ? Array.IndexOf(_types, PieceType.Unknown)
            : throw Broken(_types.Contains(PieceType.Unknown) ? "unk is already defined." : "unk is not defined.");
        HasBytes = model.TrainerSpec?.ByteFallback == true;
        ReadBytes();
    }

    public int Count => _texts.Length;

    /// <summary>Gets the pieces that texts are cut into, which are those without a meaning of their own.</summary>
    public PieceTrie Normal { get; }

    /// <summary>Gets the pieces that are never cut, nor joined to others.</summary>
    public PieceTrie UserDefined { get; }

    public int Unknown { get; }

    /// <summary>Gets a value indicating whether what is unknown becomes a piece for each of its bytes.</summary>
    public bool HasBytes { get; }

    public ReadOnlyMemory<byte> Text(int id) => _texts[id];

    public float Score(int id) => _scores[id];

    public PieceType Type(int id) => _types[id];

    /// <summary>Gets the number of a piece, or that of the unknown one.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var id = _reserved.Find(text);
        id = id >= 0 ? id : Normal.Find(text);
        return id >= 0 ? id : Unknown;
    }

    /// <summary>Gets the number of the piece that stands for a byte.</summary>
    public int OfByte(byte value) => _bytes[value];

    /// <summary>Gets the byte that a piece stands for, if it is written as one.</summary>
    public static int Byte(ReadOnlySpan<byte> text) =>
        text is [(byte)'<', (byte)'0', (byte)'x', var high, var low, (byte)'>'] && Digit(high) >= 0 && Digit(low) >= 0 ? (Digit(high) << 4) | Digit(low) : -1;

    public bool IsKnown(long id) => id >= 0 && id < _texts.Length;

    private static bool IsNormal(PieceType type) => type is PieceType.Normal or PieceType.UserDefined or PieceType.Unused;

    private static int Digit(byte digit) => "0123456789ABCDEF"u8.IndexOf(digit);

    private static ModelRunException Broken(string message) => new(ErrorCode.Internal, message);

    private PieceTrie Trie(Func<PieceType, bool> belongs)
    {
        HashSet<ReadOnlyMemory<byte>> known = new(BytesComparer.Instance);
        List<(ReadOnlyMemory<byte>, int)> pieces = [];
        for (var id = 0; id < _texts.Length; id++)
        {
            if (_texts[id].IsEmpty)
            {
                throw Broken("piece must not be empty.");
            }

            if (belongs(_types[id]))
            {
                pieces.Add((_texts[id], known.Add(_texts[id]) ? id : throw Broken($"{System.Text.Encoding.UTF8.GetString(_texts[id].Span)} is already defined.")));
            }
        }

        return new PieceTrie(pieces);
    }

    private void ReadBytes()
    {
        Array.Fill(_bytes, -1);
        for (var id = 0; id < _texts.Length; id++)
        {
            if (_types[id] != PieceType.Byte)
            {
                continue;
            }

            var value = Byte(_texts[id].Span);
            if (!HasBytes || value < 0)
            {
                var text = System.Text.Encoding.UTF8.GetString(_texts[id].Span);
                throw Broken(HasBytes ? $"byte piece {text} is invalid." : $"byte piece {text} is found although `byte_fallback` is false.");
            }

            _bytes[value] = id;
        }

        if (HasBytes && _bytes.Contains(-1))
        {
            throw Broken("there are not 256 byte pieces although `byte_fallback` is true.");
        }
    }
}
